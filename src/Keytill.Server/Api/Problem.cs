using System.Text.Json.Serialization;
using Keytill.Server.Orders;

namespace Keytill.Server.Api;

/// <summary>An error as the API says it: RFC 9457, with a stable code, the wrong fields, and the request's number for support.</summary>
public sealed record Problem(
    string Type, string Title, int Status, string Code, string Detail, string RequestId,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<ProblemField>? Errors)
{
    public static IResult Of(HttpContext http, int status, string code, string detail, params ProblemField[] errors) => Results.Json(
        new Problem("about:blank", Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(status), status, code, detail, http.TraceIdentifier, errors.Length > 0 ? errors : null),
        OrderJson.Options, "application/problem+json", status);

    public static IResult NotFound(HttpContext http) => Of(http, StatusCodes.Status404NotFound, "not_found", "There is no such thing here.");

    public static IResult Invalid(HttpContext http, string field, string code, string detail) =>
        Of(http, StatusCodes.Status400BadRequest, "invalid_request", detail, new ProblemField(field, code, detail));
}

/// <param name="Field">The parameter's name, or a JSON member's.</param>
public sealed record ProblemField(string Field, string Code, string Detail);
