using Keytill.Core;
using Keytill.Core.Support;

namespace Keytill.Server.Pages.Account;

/// <summary>One of the forms on the support page: for a new question, or for more in a case that there is.</summary>
/// <param name="ReplyTo">The case's id; null for a new question.</param>
public sealed record SupportForm(SupportPage Page, string? ReplyTo)
{
    public Texts Texts => Page.Texts;

    public string Action => Page.Path + "/support";

    public IEnumerable<(string Value, string Name)> Topics =>
        Enum.GetValues<CaseTopic>().Select(topic => PublicName.Of(topic)).Select(name => (name, Texts["support.topic_" + name]));

    /// <summary>What was sent comes back with its own key; a form that was not has one of its own, or two questions at a time would be taken for one.</summary>
    public string Press => Page.Problems.Count > 0 && Page.ReplyTo == ReplyTo ? Page.Press : Ids.NewToken();

    public string Message => Page.TypedIn(ReplyTo);

    public string? TopicProblem => Page.ProblemOf(SupportPage.TopicField, ReplyTo);

    public string? MessageProblem => Page.ProblemOf(SupportPage.MessageField, ReplyTo);

    /// <summary>The id of an input of this form: there are several forms on the page.</summary>
    public string Id(string field) => ReplyTo is null ? field : $"{field}-{ReplyTo}";
}
