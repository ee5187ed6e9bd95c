namespace Keytill.Server.Pages.Checkout;

/// <summary>One line of the summary above the form.</summary>
/// <param name="ElementId">The field's element: the summary's link leads to it.</param>
public sealed record FieldProblem(string ElementId, string Sentence);
