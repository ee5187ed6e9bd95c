namespace Keytill.Server.Tests.Tidy;

/// <summary>A rule that has never failed proves nothing: each finds the offence in a sample, and lets its good twin pass.</summary>
public sealed class TidyRuleTests
{
    [Fact]
    public void Long_files_are_found()
    {
        Bites(SizeRules.LongFiles, Lines(301), Lines(300));
        Bites(SizeRules.LongFiles, Lines(51), Lines(50), "src/Keytill.Server/Program.cs");
    }

    [Fact]
    public void Long_methods_are_found()
    {
        Bites(SizeRules.LongMembers, "class A\n{\n    void B()\n    {\n" + Lines(70) + "    }\n}\n", "class A\n{\n    void B()\n    {\n" + Lines(67) + "    }\n}\n");
        Bites(SizeRules.LongMembers, "class A\n{\n    int B { get {\n" + Lines(70) + "    } }\n}\n", "class A\n{\n    static readonly X All = new()\n    {\n" + Lines(70) + "    };\n}\n");
        Bites(SizeRules.LongMembers, "class A { class C {\n    int B(int x) => x switch {\n" + Lines(70) + "    };\n} }\n", "class A\n{\n    // {{\n    string B() => $\"{{{1}{\";\"}\";\n" + Lines(90) + "}\n");
    }

    [Fact]
    public void Names_of_patterns_are_found()
    {
        Bites(WordRules.PatternNames, "public sealed class OrderService;", "public sealed class Order; // no OrderService");
        Bites(WordRules.PatternNames, "record struct TextHelper(int A);", "var orderService = \"class OrderService\";");
        Bites(WordRules.PatternNames, "class PayHandler(int x) : IPay { }", "class OutgoingHandler(int x) : DelegatingHandler { }");
    }

    [Fact]
    public void Names_of_providers_are_found()
    {
        Bites(WordRules.ProviderNames, "new NpgsqlConnection()", "new DbConnection() // Npgsql");
        Bites(WordRules.ProviderNames, "options.UseSqlite(x)", "options.Use(dialect)");
        Bites(WordRules.ProviderNames, "var sql = \"SELECT pg_sleep(1)\";", "var sql = \"SELECT 1\";");
    }

    [Fact]
    public void Statements_past_the_tracker_are_found()
    {
        Bites(WordRules.BulkStatements, "await db.Orders.ExecuteDeleteAsync(x);", "await work.Execute(x);");
        Bites(WordRules.BulkStatements, "db.Set<A>().FromSql($\"x\")", "var text = \"FromSql\";");
    }

    [Fact]
    public void Ways_out_of_the_vendor_are_found()
    {
        Bites(WordRules.WideScopes, "store.Read(Scope.Everything, x)", "store.Read(new Scope(vendor, mode), x) /* Scope.Operator */");
        Bites(WordRules.WideScopes, "db.Set<Product>().IgnoreQueryFilters()", "db.Set<Product>().Where(x)");
    }

    [Fact]
    public void A_bank_that_looks_inside_is_found()
    {
        Bites(WordRules.BankLooksInside, "using Keytill.Core.Orders;", "using Keytill.Server.SandboxBank.Pages;");
        Bites(WordRules.BankLooksInside, "class A(Persistence.Store store);", "class A(BankDatabase books);");
    }

    [Fact]
    public void What_was_left_unfinished_is_found()
    {
        Bites(WordRules.Unfinished, "// TO" + "DO: later", "// Nothing to do: it is done.");
        Bites(WordRules.Unfinished, "throw new NotImplemented" + "Exception();", "throw new NotSupportedException(\"Read only.\");");
        Bites(WordRules.Unfinished, "=> throw new NotSupported" + "Exception();", "catch (NotSupportedException)");
    }

    [Fact]
    public void Skipped_tests_are_found() => Bites(WordRules.SkippedTests, "[Fact(Skip = \"slow\")]", "[Fact] void A() => items.Skip(1);");

    [Fact]
    public void Sleeping_is_found()
    {
        Bites(WordRules.Sleeps, "await Task.Delay(100);", "await Task.Delay(wait, clock, cancel);");
        Bites(WordRules.Sleeps, "await Task.Delay(TimeSpan.FromSeconds(1), cancel);", "await Task.Delay(Timeout.Infinite, cancel);");
    }

    [Fact]
    public void What_cannot_be_awaited_is_found() => Bites(WordRules.AsyncVoid, "async void A() { }", "async Task A() { }");

    [Fact]
    public void Hidden_characters_are_found()
    {
        Bites(WordRules.HiddenCharacters, "a\u0007b", "a\tb\n");
        Bites(WordRules.HiddenCharacters, "\uFEFFa", "äöü 😀 עברית");
        Bites(WordRules.HiddenCharacters, "if (x)\u202E", "if (x)");
    }

    [Fact]
    public void Words_of_one_workplace_are_found()
    {
        Bites(WordRules.OfOneWorkplace, "cd /wo" + "rk/main", "cd network/main");
        Bites(WordRules.OfOneWorkplace, "as sp" + "ec.md says", "as docs/architecture.md says");
        Bites(WordRules.OfOneWorkplace, "see §" + "2.5", "§ 312j BGB");
        Bites(WordRules.OfOneWorkplace, "https://api.nu" + "get.org/v3", "https://example.com");
    }

    [Fact]
    public void Ports_that_explain_nothing_are_found()
    {
        Bites(DocRules.PortsWithoutDocs, "interface IPort\n{\n}\n", "/// <summary>Why.</summary>\ninterface IPort\n{\n}\n");
        Bites(
            DocRules.PortsWithoutDocs,
            "/// <summary>Why.</summary>\ninterface IPort\n{\n    Task<int> Ask(int x);\n}\n",
            "/// <summary>Why.</summary>\ninterface IPort\n{\n    /// <summary>When.</summary>\n    [Obsolete]\n    Task<int> Ask(int x);\n}\nclass A\n{\n    int x = F(1);\n}\n");
    }

    [Fact]
    public void Dead_links_are_found() => Bites(
        document => DocRules.DeadLinks(document, path => path == "docs/there.md"),
        "[a](../docs/there.md) [b](gone.md)",
        "[a](there.md) [b](there.md#part) [c](https://example.com/)",
        "docs/a.md");

    [Fact]
    public void What_the_core_must_not_know_is_found()
    {
        Assert.Equal(["Npgsql", "System.Net.Http"], CoreRules.ForeignReferences(["System.Runtime", "Npgsql", "System.Net.Http", "System.Linq"]));
        Assert.Equal([typeof(IDisposable).FullName!], CoreRules.Interfaces([typeof(string), typeof(IDisposable)]));
    }

    [Fact]
    public void Open_versions_are_found()
    {
        Bites(PackageRules.OpenVersions, "<PackageVersion Include=\"A\" Version=\"1.*\" />", "<PackageVersion Include=\"A\" Version=\"1.2.3\" />");
        Bites(PackageRules.OpenVersions, "<PackageReference Include=\"A\" Version=\"[1.0,2.0)\" />", "<PackageReference Include=\"A\" />");
    }

    [Fact]
    public void Steps_without_a_test_are_found()
    {
        var tests = UseCaseRules.Tests([new SourceFile("tests/A.cs", "class Buying\n{\n    [Theory]\n    [InlineData(1)]\n    public async Task Works(int x) { }\n    public void Helps() { }\n}")]);
        Assert.Equal(["Buying.Works"], tests);
        string head = "| Step | Shown by |\n| --- | --- |\n";
        Bites(table => UseCaseRules.Unproven(table, tests), head + "| Buy | `Buying.Helps` |\n", head + "| Buy | `Buying.Works` |\n");
        Bites(table => UseCaseRules.Unproven(table, tests), head + "| Buy | |\n", "Only `Nothing.Here` in prose.\n");
    }

    [Fact]
    public void Only_code_is_left_of_code()
    {
        Assert.Equal("a(\"  \", ' ', $\"       \", \"\");  ", CSharpText.CodeOnly("a(\"{;\", '{', $\"{\"}\"}}}\", \"\");//"));
        Assert.Equal("x(@\"    \", \"       \");", CSharpText.CodeOnly("x(@\"a\"\"{\", \"\"\"{\"}\"\"\");"));
        Assert.Equal("a  \n   \nb", CSharpText.CodeOnly("a/*\n{*/\nb"));
    }

    private static void Bites(Func<SourceFile, IEnumerable<string>> rule, string bad, string good, string path = "src/A.cs")
    {
        Assert.NotEmpty(rule(new SourceFile(path, bad)));
        Assert.Empty(rule(new SourceFile(path, good)));
    }

    private static string Lines(int count) => string.Concat(Enumerable.Repeat("        x();\n", count));
}
