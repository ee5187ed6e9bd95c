namespace Keytill.Server.Tests.Tidy;

/// <summary>What a reader of this repository may rely on. Each rule is shown to bite in <see cref="TidyRuleTests"/>.</summary>
public sealed class TidyTests
{
    [Fact]
    public void No_file_is_longer_than_a_reader_holds_in_mind() =>
        Holds(SizeRules.LongFiles, Repository.Under("", ".cs", ".cshtml", ".js", ".css", ".sql"));

    [Fact]
    public void No_method_is_longer_than_a_screen() => Holds(SizeRules.LongMembers, Repository.Under("", ".cs"));

    [Fact]
    public void Types_are_named_for_what_they_are() => Holds(WordRules.PatternNames, Repository.Under("", ".cs"));

    [Fact]
    public void Databases_are_told_apart_in_the_listed_files_only() =>
        HoldsOutside(TidyLists.MayNameAProvider, WordRules.ProviderNames);

    [Fact]
    public void Statements_that_pass_by_the_tracker_stand_in_the_listed_files_only() =>
        HoldsOutside(TidyLists.MayPassByTheTracker, WordRules.BulkStatements);

    [Fact]
    public void The_vendor_is_left_in_the_listed_files_only() => HoldsOutside(TidyLists.MayLeaveTheVendor, WordRules.WideScopes);

    [Fact]
    public void The_sandbox_bank_knows_nothing_of_our_insides() =>
        Holds(WordRules.BankLooksInside, Repository.Under("src/Keytill.Server/SandboxBank/", ".cs"));

    [Fact]
    public void Nothing_is_left_unfinished() =>
        Holds(WordRules.Unfinished, Repository.Under("", ".cs", ".cshtml", ".js", ".css", ".sql", ".md", ".sh", ".csproj"));

    [Fact]
    public void No_test_is_skipped() => Holds(WordRules.SkippedTests, Repository.Under("tests/", ".cs"));

    [Fact]
    public void Nothing_sleeps() => Holds(WordRules.Sleeps, [.. Repository.Under("tests/", ".cs"), .. Repository.Under("src/", ".cs")]);

    [Fact]
    public void Nothing_asynchronous_is_beyond_awaiting() => Holds(WordRules.AsyncVoid, Repository.Under("", ".cs"));

    [Fact]
    public void Every_character_can_be_seen() => Holds(WordRules.HiddenCharacters, Repository.All);

    [Fact]
    public void The_repository_reads_the_same_anywhere() =>
        Holds(WordRules.OfOneWorkplace, [.. Repository.All.Where(f => f.Name is not ("packages.lock.json" or "package-lock.json"))]);

    [Fact]
    public void Every_port_says_what_it_is_for_and_when_it_is_called() => Holds(DocRules.PortsWithoutDocs, Repository.Under("src/", ".cs"));

    [Fact]
    public void Links_between_documents_lead_somewhere() =>
        Holds(document => DocRules.DeadLinks(document, path => Path.Exists(Path.Combine(Repository.Root, path))), Repository.Under("", ".md"));

    [Fact]
    public void The_core_references_nothing_but_the_base_class_library() =>
        Assert.Empty(CoreRules.ForeignReferences(typeof(Core.Aggregate).Assembly.GetReferencedAssemblies().Select(a => a.Name!)));

    [Fact]
    public void The_core_has_no_interface() => Assert.Empty(CoreRules.Interfaces(typeof(Core.Aggregate).Assembly.GetTypes()));

    [Fact]
    public void Packages_have_exact_versions() => Holds(PackageRules.OpenVersions, Repository.Under("", ".props", ".csproj"));

    [Fact]
    public void Every_step_of_the_use_cases_has_a_test_that_exists()
    {
        var tests = UseCaseRules.Tests(Repository.Under("tests/", ".cs"));
        Holds(table => UseCaseRules.Unproven(table, tests), Repository.Under("docs/use-cases", ".md"));
    }

    [Fact]
    public void What_is_started_by_name_can_be_executed()
    {
        foreach (string script in new[] { "run", "test", "prove", ".ci/run" })
            Assert.True(File.GetUnixFileMode(Path.Combine(Repository.Root, script)).HasFlag(UnixFileMode.UserExecute), $"chmod +x {script}");
    }

    private static void Holds(Func<SourceFile, IEnumerable<string>> rule, IReadOnlyList<SourceFile> files)
    {
        Assert.NotEmpty(files);
        string[] offences = [.. files.SelectMany(rule)];
        Assert.True(offences.Length == 0, "\n" + string.Join('\n', offences));
    }

    /// <summary>The list is exact: a file that no longer needs its exception loses it.</summary>
    private static void HoldsOutside(IReadOnlyDictionary<string, string> mayBreak, Func<SourceFile, IEnumerable<string>> rule)
    {
        var files = Repository.Under("src/", ".cs", ".cshtml");
        Holds(rule, [.. files.Where(f => !mayBreak.ContainsKey(f.Path))]);
        string[] stale = [.. mayBreak.Keys.Where(path => !files.Any(f => f.Path == path && rule(f).Any()))];
        Assert.True(stale.Length == 0, "No longer needs its place in the list: " + string.Join(", ", stale));
    }
}
