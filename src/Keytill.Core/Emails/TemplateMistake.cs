namespace Keytill.Core.Emails;

/// <summary>What is wrong with a mail's template, said to whoever wrote it.</summary>
/// <param name="Part"><c>subject</c>, <c>html</c> or <c>text</c>.</param>
/// <param name="Line">Counted from 1; 0 where it is about the whole part.</param>
/// <param name="Code">Stable, snake_case.</param>
public sealed record TemplateMistake(string Part, int Line, string Code, string Sentence);

/// <summary>A template that cannot be read, at the first line that is wrong.</summary>
public sealed class TemplateUnreadable(int line, string code, string sentence) : Exception(sentence)
{
    public int Line { get; } = line;

    public string Code { get; } = code;
}

/// <summary>A template that could be read and yet makes no mail: a field is missing, or it grew beyond every bound.</summary>
public sealed class TemplateBroken(string sentence) : Exception(sentence);
