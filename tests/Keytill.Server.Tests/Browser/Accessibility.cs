using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Keytill.Server.Tests.Browser;

internal static class Accessibility
{
    private static readonly string[] Tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"];
    private static readonly string Axe = new BundledAxeScriptProvider().GetScript();

    /// <summary>Fails with one line for each element that breaks a rule of WCAG 2.2 AA, or of good practice, as far as axe sees it.</summary>
    public static async Task IsAccessible(this IPage page)
    {
        var (rulesKept, found) = page.Frames.Count == 1 ? await JudgedInPlace(page) : await JudgedWithItsFrames(page);
        Assert.True(rulesKept > 0, $"axe looked at nothing of {page.Url}.");
        Assert.True(found.Length == 0, $"{page.Url}\n" + string.Join('\n', found));
    }

    /// <summary>No part of the page is wider than the window: a phone, or 400 % zoom, scrolls one way only.</summary>
    public static async Task FitsTheWindow(this IPage page)
    {
        int[] widths = await page.EvaluateAsync<int[]>("[document.documentElement.scrollWidth, document.documentElement.clientWidth]");
        Assert.True(widths[0] <= widths[1], $"{page.Url} is {widths[0]} wide in a window of {widths[1]}.");
    }

    // Opens a blank page each time, to put the frames' answers together: that costs more than to judge.
    private static async Task<(int RulesKept, string[] Found)> JudgedWithItsFrames(IPage page)
    {
        var result = await page.RunAxe(new AxeRunOptions { RunOnly = new RunOnlyOptions { Type = "tag", Values = [.. Tags] } });
        return (result.Passes.Length, [.. result.Violations.SelectMany(rule => rule.Nodes.Select(node => $"{rule.Id} ({rule.Impact}): {rule.Help}\n    {node.Html}"))]);
    }

    private static async Task<(int RulesKept, string[] Found)> JudgedInPlace(IPage page)
    {
        await page.EvaluateAsync(Axe);
        var answer = await page.EvaluateAsync<Answer>(
            """
            async (tags) => {
              const result = await axe.run(document, { runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'] });
              const found = result.violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id} (${rule.impact}): ${rule.help}\n    ${node.html}`));
              return { rulesKept: result.passes.length, found };
            }
            """, Tags);
        return (answer.RulesKept, answer.Found);
    }

    private sealed class Answer
    {
        public int RulesKept { get; set; }
        public string[] Found { get; set; } = [];
    }
}
