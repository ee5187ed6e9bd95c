namespace Keytill.Server.Pages.Shared;

/// <summary>Reads a form as what it is: names and texts. Nothing is bound to types, so no culture guesses what "1.000" means.</summary>
public static class PostedForm
{
    /// <returns>Empty where something else than a form was sent.</returns>
    /// <exception cref="BadHttpRequestException">Broken off, malformed, or with more fields than any form of ours has.</exception>
    public static async Task<IFormCollection> ReadPostedForm(this HttpRequest request)
    {
        if (!request.HasFormContentType)
            return FormCollection.Empty;
        try
        {
            return await request.ReadFormAsync(request.HttpContext.RequestAborted);
        }
        catch (Exception malformed) when (malformed is InvalidDataException or IOException and not BadHttpRequestException)
        {
            throw new BadHttpRequestException("The form cannot be read.", StatusCodes.Status400BadRequest, malformed);
        }
    }

    /// <summary>The first value of a field, or null where it was not sent.</summary>
    public static string? First(this IFormCollection form, string field) => form.TryGetValue(field, out var values) ? values[0] : null;
}
