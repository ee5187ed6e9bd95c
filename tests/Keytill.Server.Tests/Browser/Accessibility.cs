using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Keytill.Server.Tests.Browser;

internal static class Accessibility
{
    private static readonly AxeRunOptions Rules = new()
    {
        RunOnly = new RunOnlyOptions
        {
            Type = "tag",
            Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"],
        },
    };

    /// <summary>Fails with one line for each element that breaks a rule of WCAG 2.2 AA, or of good practice, as far as axe sees it.</summary>
    public static async Task IsAccessible(this IPage page)
    {
        var result = await page.RunAxe(Rules);
        Assert.NotEmpty(result.Passes);
        string[] found = [.. result.Violations.SelectMany(rule => rule.Nodes.Select(node => $"{rule.Id} ({rule.Impact}): {rule.Help}\n    {node.Html}"))];
        Assert.True(found.Length == 0, $"{page.Url}\n" + string.Join('\n', found));
    }

    /// <summary>No part of the page is wider than the window: a phone, or 400 % zoom, scrolls one way only.</summary>
    public static async Task FitsTheWindow(this IPage page)
    {
        int[] widths = await page.EvaluateAsync<int[]>("[document.documentElement.scrollWidth, document.documentElement.clientWidth]");
        Assert.True(widths[0] <= widths[1], $"{page.Url} is {widths[0]} wide in a window of {widths[1]}.");
    }
}
