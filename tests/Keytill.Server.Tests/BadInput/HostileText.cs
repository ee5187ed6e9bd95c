using Keytill.Server.Tests.Support;

namespace Keytill.Server.Tests.BadInput;

/// <summary>What people with bad intentions, bad luck or a bad program type. Whatever breaks out of its place is found by its name.</summary>
internal static class HostileText
{
    /// <summary>An element and an attribute of this name on a page are text that has broken out.</summary>
    public const string Mark = "hostile-mark";

    public static readonly string[] Markup =
    [
        $"<{Mark}>", $"\"><{Mark}>", $"'><{Mark}>", $"\" {Mark}=\"1", $"' {Mark}='1", $"` {Mark}=`1", $"</title><{Mark}>", $"</textarea></select></option><{Mark}>",
        $"<!--<{Mark}>", $"]]><{Mark}>", "<script>alert(1)</script>", "\"><svg/onload=alert(1)>", "<img src=x onerror=alert(1)>", "javascript:alert(1)",
        "data:text/html,<script>alert(1)</script>", $"&lt;{Mark}&gt;", $"&#60;{Mark}&#62;", $"\u003c{Mark}\u003e", "{{7*7}}${7*7}<%= 7*7 %>#{7*7}", $"+ADw-{Mark}+AD4-",
    ];

    public static readonly string[] Text =
    [
        "", " ", "0", "-1", "1000000000000", "99999999999999999999999999", "abc", "1e9", "1.000", "1,5", "０１", "NaN", "null", "true", "XXX", "EUR", "de", "DE",
        "مرحبا بالعالم", "שלום", "\u202egnp.exe", "\u2066x\u2069", "😀👩‍👩‍👧", "e\u0301\u0301\u0301\u0301", "\u0000", "a\u0000b", "\r\nSet-Cookie: a=b", "\u2028", "\ufeff", "\uffff",
        "'; DROP TABLE orders; --", "' OR 1=1 --", "../../etc/passwd", "4242 4242 4242 4242", "ada@example.org", "ada@exa mple.org", "@", "https://shop.example/x",
        "https://evil.example/", "//evil.example", "prod_069nq4p3g0000000000000000a:2,,:,editor:-1", "sandbox", "bank_transfer", "1", "Y",
        new('x', 10_000), new('ü', 3_000), string.Concat(Enumerable.Repeat($"<{Mark}>", 700)),
    ];

    /// <summary>Pieces of a query that no program would write.</summary>
    public static readonly string[] Broken =
        ["%", "%zz", "%E0%A4", "%ED%A0%80", "%C0%80", "%FF%FE", "%00", "%u0041", "=", "&&&", "a=b=c", "%3", "[]", "data[", "data[]=1", "data[a][b]=1", ";", "+", "%2B%26%3D"];

    public static string Draw(SeededDraw draw) => draw.Below(2) == 0 ? Markup[draw.Below(Markup.Length)] : Text[draw.Below(Text.Length)];
}
