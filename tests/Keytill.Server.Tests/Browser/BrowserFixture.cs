using Keytill.Server.Tests.Browser;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(BrowserFixture))]

namespace Keytill.Server.Tests.Browser;

/// <summary>
/// One Chromium for all browser tests, the distribution's own, started by the first that visits anything. Take it as a
/// constructor argument. Each visit has a context of its own: no cookie is shared.
/// </summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    private static readonly string[] Programs = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    // Without these it asks its maker's hosts at each start, and waits for them where there is no way out.
    public static readonly string[] Flags = ["--no-sandbox", "--disable-quic", "--disable-background-networking"];

    public static string Program => Programs.FirstOrDefault(File.Exists)
        ?? throw new InvalidOperationException("Chromium is not on this machine. On Debian: apt-get install chromium");

    private readonly Lazy<Task<IBrowser>> browser;
    private IPlaywright? playwright;

    public BrowserFixture() => browser = new Lazy<Task<IBrowser>>(Launch);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <param name="language">BCP 47; sent as Accept-Language.</param>
    /// <param name="isDark">He has told his machine that he likes light letters on a dark page.</param>
    /// <param name="width">Of the window, in CSS pixels; that of his device when left out.</param>
    public async Task<Visit> Visit(Visitor visitor = Visitor.Desktop, string language = "en-GB", bool isDark = false, int? width = null)
    {
        bool onPhone = visitor is Visitor.Phone or Visitor.PhoneWithoutScript;
        var context = await (await browser.Value).NewContextAsync(new BrowserNewContextOptions
        {
            Locale = language,
            TimezoneId = "Europe/Berlin",
            ViewportSize = onPhone ? new ViewportSize { Width = width ?? 390, Height = 844 } : new ViewportSize { Width = width ?? 1280, Height = 800 },
            ColorScheme = isDark ? ColorScheme.Dark : ColorScheme.Light,
            IsMobile = onPhone,
            HasTouch = onPhone,
            DeviceScaleFactor = onPhone ? 2 : 1,
            ReducedMotion = ReducedMotion.Reduce,
            JavaScriptEnabled = visitor is Visitor.Desktop or Visitor.Phone,
        });
        return await Browser.Visit.Begin(context);
    }

    public async ValueTask DisposeAsync()
    {
        if (browser.IsValueCreated)
            await (await browser.Value).DisposeAsync();
        playwright?.Dispose();
    }

    private async Task<IBrowser> Launch()
    {
        playwright = await Playwright.CreateAsync();
        return await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Program, Args = Flags });
    }
}

public enum Visitor
{
    /// <summary>1280 × 800.</summary>
    Desktop,

    /// <summary>390 × 844, touch.</summary>
    Phone,
    DesktopWithoutScript,
    PhoneWithoutScript,
}
