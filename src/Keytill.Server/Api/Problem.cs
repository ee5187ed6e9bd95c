using System.Text.Json.Serialization;

namespace Keytill.Server.Api;

/// <summary>An error as the API says it: RFC 9457, with a stable code, the wrong fields, and the request's number for support.</summary>
internal sealed record Problem(
    string Type, string Title, int Status, string Code, string Detail, string RequestId,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<ProblemField>? Errors)
{
    public static JsonAnswer Of(HttpContext http, int status, string code, string detail, params ProblemField[] errors) => JsonAnswer.Of(
        new Problem("about:blank", Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(status), status, code, detail, http.TraceIdentifier, errors.Length > 0 ? errors : null));

    public static JsonAnswer NotFound(HttpContext http) => Of(http, StatusCodes.Status404NotFound, "not_found", "There is no such thing here.");

    public static JsonAnswer Invalid(HttpContext http, string field, string code, string detail) =>
        Of(http, StatusCodes.Status400BadRequest, "invalid_request", detail, new ProblemField(field, code, detail));
}

/// <param name="Field">The parameter's name, or a JSON member's.</param>
internal sealed record ProblemField(string Field, string Code, string Detail);
