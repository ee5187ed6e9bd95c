namespace Keytill.Server.Api.Description;

/// <summary>What the API's document says of a route, beside what the route says of itself: its path, its parameters, its scope.</summary>
/// <param name="Summary">One sentence, imperative.</param>
/// <param name="Takes">The body's form; null for none.</param>
/// <param name="Gives">The answer's form; null for none.</param>
/// <param name="Status">Of an answer that is no problem.</param>
/// <param name="TakesText">The body may also be plain text.</param>
internal sealed record RouteSays(string Summary, Type? Takes, Type? Gives, int Status, bool TakesText);

internal static class Saying
{
    /// <inheritdoc cref="RouteSays"/>
    public static RouteHandlerBuilder Says(
        this RouteHandlerBuilder route, string summary, Type? gives, Type? takes = null, int status = StatusCodes.Status200OK, bool takesText = false) =>
        route.WithMetadata(new RouteSays(summary, takes, gives, status, takesText));
}
