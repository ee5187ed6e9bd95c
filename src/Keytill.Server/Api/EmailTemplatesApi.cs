using Keytill.Core;
using Keytill.Core.Emails;
using Keytill.Core.Vendors;
using Keytill.Server.Api.Description;
using Keytill.Server.Emails;
using Keytill.Server.Orders;

namespace Keytill.Server.Api;

/// <summary><c>/v1/email-templates</c>: what the mails to a vendor's customers say, by kind and language, in the key's mode.</summary>
internal static class EmailTemplatesApi
{
    private const string One = "/email-templates/{kind}/{language}";

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/email-templates", List).Needs(ApiScope.TemplatesRead)
            .Says("Lists what can be worded, and what the vendor has worded himself.", typeof(Page<TemplateSummary>));
        api.MapGet(One, Get).Needs(ApiScope.TemplatesRead)
            .Says("Shows the wording in force of one kind of mail in one language, and the fields that it may use.", typeof(TemplateView));
        api.MapPut(One, Save).Needs(ApiScope.TemplatesWrite)
            .Says("Words one kind of mail in one language; checked before it is kept.", typeof(TemplateView), takes: typeof(TemplateRequest));
        api.MapDelete(One, Reset).Needs(ApiScope.TemplatesWrite)
            .Says("Goes back to the house's wording.", gives: null, status: StatusCodes.Status204NoContent);
        api.MapPost(One + "/preview", Preview).Needs(ApiScope.TemplatesRead)
            .Says("Shows the mail of a real order, in the wording that is sent along or else in the one in force.", typeof(RenderedMail), takes: typeof(PreviewRequest));
    }

    /// <summary>All that can be worded, and which the vendor has worded himself.</summary>
    private static async Task<IResult> List(HttpContext http, VendorTemplates own, MailTemplates house)
    {
        var known = (await own.List(ApiCaller.Of(http).Scope, http.RequestAborted)).ToDictionary(t => (t.Kind, t.Language));
        var all =
            from kind in Enum.GetValues<EmailKind>()
            where TemplateFields.Of(kind) is not null
            from language in house.Languages
            let template = known.GetValueOrDefault((kind, language))
            select new TemplateSummary(kind, language, template is not null, template?.ChangedAt, template?.BrokenAt, template?.BrokenReason);
        return new Page<TemplateSummary>([.. all], false, null).Json();
    }

    private static async Task<IResult> Get(string kind, string language, HttpContext http, VendorTemplates own, MailTemplates house) =>
        Find(kind, language, house) is { } wanted
            ? Json(house, wanted, language, await own.Find(ApiCaller.Of(http).Scope, wanted, language, http.RequestAborted))
            : Problem.NotFound(http);

    private static Task<IResult> Save(string kind, string language, HttpContext http, VendorTemplates own, MailTemplates house) => Answered(http, async () =>
    {
        if (Find(kind, language, house) is not { } wanted)
            return Problem.NotFound(http);
        var request = await ApiBody.Read<TemplateRequest>(http);
        return Json(house, wanted, language, await own.Save(ApiCaller.Of(http).Scope, wanted, language, request.ToSource(), house.Parts(language), http.RequestAborted));
    });

    private static async Task<IResult> Reset(string kind, string language, HttpContext http, VendorTemplates own, MailTemplates house)
    {
        if (Find(kind, language, house) is not { } wanted)
            return Problem.NotFound(http);
        await own.Reset(ApiCaller.Of(http).Scope, wanted, language, http.RequestAborted);
        return Results.NoContent();
    }

    /// <summary>The mail of a real order, in the draft that is sent along or else in the wording in force. A draft's members that are left out are those in force.</summary>
    private static Task<IResult> Preview(
        string kind, string language, HttpContext http, VendorTemplates own, MailTemplates house, OrderQueries orders, PreviewTemplate preview) => Answered(http, async () =>
    {
        var scope = ApiCaller.Of(http).Scope;
        if (Find(kind, language, house) is not { } wanted)
            return Problem.NotFound(http);
        var request = await ApiBody.Read<PreviewRequest>(http);
        if (string.IsNullOrEmpty(request.Order))
            return Problem.Invalid(http, "order", "required", "order is the id or number of the order that the mail is shown of.");
        if (await OrdersApi.Find(orders, scope, request.Order, http.RequestAborted) is not { } order)
            return Problem.Invalid(http, "order", "not_found", "There is no such order.");
        var inForce = (await own.Find(scope, wanted, language, http.RequestAborted))?.Source ?? house.Source(wanted, language);
        var draft = request.Subject is null && request.Html is null && request.Text is null
            ? null
            : new WordingSource(request.Subject ?? inForce.Subject, request.Html ?? inForce.Html, request.Text ?? inForce.Text);
        return JsonAnswer.Of(await preview.Run(scope, wanted, language, order, draft, http.RequestAborted));
    });

    /// <summary>What is wrong with a wording is told part by part, with its line.</summary>
    private static async Task<IResult> Answered(HttpContext http, Func<Task<IResult>> act)
    {
        try
        {
            return await act();
        }
        catch (WordingRefused refused)
        {
            return Problem.Of(
                http, StatusCodes.Status400BadRequest, "invalid_request", Said(refused.Mistakes[0]),
                [.. refused.Mistakes.Select(m => new ProblemField(m.Part, m.Code, Said(m)))]);
        }
        catch (TemplateBroken broken)
        {
            return Problem.Of(http, StatusCodes.Status409Conflict, "template_broken", broken.Message);
        }
    }

    private static string Said(TemplateMistake mistake) => mistake.Line > 0 ? $"Line {mistake.Line}: {mistake.Sentence}" : mistake.Sentence;

    private static EmailKind? Find(string kind, string language, MailTemplates house) =>
        PublicName.Find<EmailKind>(kind) is { } wanted && TemplateFields.Of(wanted) is not null && house.Languages.Contains(language, StringComparer.Ordinal) ? wanted : null;

    private static IResult Json(MailTemplates house, EmailKind kind, string language, EmailTemplate? own) =>
        JsonAnswer.Of(TemplateView.Of(kind, language, own, own?.Source ?? house.Source(kind, language), house.Parts(language)));
}

internal sealed record TemplateRequest(string? Subject, string? Html, string? Text)
{
    public WordingSource ToSource() => new(Subject ?? "", Html ?? "", Text ?? "");
}

/// <param name="Order">Id or number.</param>
internal sealed record PreviewRequest(string? Order, string? Subject, string? Html, string? Text);

/// <param name="Custom">False: the house's wording is in force.</param>
/// <param name="BrokenAt">When a mail last had to leave in the house's wording, because this one made none.</param>
internal sealed record TemplateSummary(EmailKind Kind, string Language, bool Custom, DateTimeOffset? ChangedAt, DateTimeOffset? BrokenAt, string? BrokenReason);

/// <param name="Fields">What it may say.</param>
/// <param name="Parts">What the house has ready for it: <c>{{> name}}</c>.</param>
internal sealed record TemplateView(
    EmailKind Kind, string Language, string Subject, string Html, string Text, bool Custom, DateTimeOffset? ChangedAt, DateTimeOffset? BrokenAt, string? BrokenReason,
    IReadOnlyList<FieldView> Fields, IReadOnlyList<string> Parts)
{
    public static TemplateView Of(EmailKind kind, string language, EmailTemplate? own, WordingSource source, MailParts parts) => new(
        kind, language, source.Subject, source.Html, source.Text, own is not null, own?.ChangedAt, own?.BrokenAt, own?.BrokenReason,
        [.. TemplateFields.Of(kind)!.SelectMany(field => FieldView.Of(field, ""))], MailWording.PartsFor(kind, parts));
}

/// <param name="Name">With the names of its groups before it; of a list's fields as they are written inside <c>{{#each}}</c>.</param>
/// <param name="Type"><c>text</c>, <c>link</c>, <c>address</c>, <c>flag</c> or <c>list</c>.</param>
/// <param name="Fields">Of a list.</param>
internal sealed record FieldView(string Name, string Type, IReadOnlyList<FieldView>? Fields)
{
    public static IEnumerable<FieldView> Of(TemplateField field, string before) => field switch
    {
        TemplateField.Group group => group.Members.SelectMany(member => Of(member, $"{before}{group.Name}.")),
        TemplateField.List list => [new FieldView(before + list.Name, "list", [.. list.Members.SelectMany(member => Of(member, ""))])],
        TemplateField.Link => [new FieldView(before + field.Name, "link", null)],
        TemplateField.Address => [new FieldView(before + field.Name, "address", null)],
        TemplateField.Flag => [new FieldView(before + field.Name, "flag", null)],
        _ => [new FieldView(before + field.Name, "text", null)],
    };
}
