using Keytill.Core.Vendors;

namespace Keytill.Server.Pages.Shared;

/// <summary>
/// A vendor's colour as a style sheet of its own, because the content security policy lets no style stand in a page. It follows
/// from its address alone: nothing is looked up, and nothing but a colour can be put in.
/// </summary>
public static class AccentSheet
{
    /// <summary>The darkest ground that an accent stands on in <c>keytill.css</c> by day.</summary>
    internal static readonly Rgb LightGround = new(0xf5, 0xf5, 0xf3);

    /// <summary>The lightest one by night.</summary>
    internal static readonly Rgb DarkGround = new(0x1e, 0x1f, 0x22);

    public static string Url(Accent accent) => $"/assets/accent/{accent.Colour.Hex[1..]}.css";

    public static void MapAccentSheets(this WebApplication app) => app.MapMethods("/assets/accent/{colour}.css", [HttpMethods.Get, HttpMethods.Head], Serve);

    private static IResult Serve(string colour, HttpContext context)
    {
        if (Rgb.Find("#" + colour) is not { } known)
            return Results.NotFound();
        context.Response.Headers.CacheControl = "public, max-age=86400";
        return Results.Text(Write(Accent.Of(known.Hex)), "text/css; charset=utf-8");
    }

    private static string Write(Accent accent) =>
        $":root {{ {Variables(accent.On(LightGround))} }}\n@media (prefers-color-scheme: dark) {{ :root {{ {Variables(accent.On(DarkGround))} }} }}\n";

    private static string Variables(AccentShades shades) =>
        $"--accent: {shades.Shade.Hex}; --accent-strong: {shades.Strong.Hex}; --on-accent: {shades.Ink.Hex};";
}
