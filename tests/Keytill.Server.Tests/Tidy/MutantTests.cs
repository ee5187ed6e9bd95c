namespace Keytill.Server.Tests.Tidy;

/// <summary>That the tests find the planted faults is shown by <c>tests/mutants/run</c>; here, that it still can be.</summary>
public sealed class MutantTests
{
    private const string Good = """
        Fault: Two and two are five.
        Found by: SumTests.Two_and_two_are_four

        --- a/src/Sum.cs
        +++ b/src/Sum.cs
        @@ -1,3 +1,3 @@
         first

        -four
        +five

        """;

    [Fact]
    public void Every_planted_fault_fits_the_product_and_names_tests_that_exist()
    {
        var patches = Repository.Under("tests/mutants/", ".patch");
        var isTest = MutantRules.TestsIn(Repository.Under("tests/", ".cs"));
        Assert.NotEmpty(patches);
        string[] offences = [.. patches.SelectMany(patch => MutantRules.Unfit(patch, TextOf, isTest))];
        Assert.True(offences.Length == 0, "\n" + string.Join('\n', offences));
        Assert.True(File.GetUnixFileMode(Path.Combine(Repository.Root, "tests/mutants/run")).HasFlag(UnixFileMode.UserExecute), "chmod +x tests/mutants/run");
    }

    [Theory]
    [InlineData("Fault: ", "", "sentence")]
    [InlineData("Found by: ", "By: ", "names no test")]
    [InlineData("Two_and_two", "Three_and_two", "is no test")]
    [InlineData("@@", "", "changes nothing")]
    [InlineData(" a/src/", " a/tests/", "outside the product")]
    [InlineData("-four", "-six", "fits in 0 places")]
    [InlineData(" first\n\n", "", "fits in 2 places")]
    [InlineData("src/Sum.cs", "src/Gone.cs", "fits in 0 places")]
    public void A_fault_that_does_not_fit_is_found(string part, string other, string complaint)
    {
        Assert.Contains(Complaints(Good.Replace(part, other, StringComparison.Ordinal)), said => said.Contains(complaint, StringComparison.Ordinal));
        Assert.Empty(Complaints(Good));
    }

    [Fact]
    public void A_test_may_be_inherited()
    {
        var isTest = MutantRules.TestsIn(
        [
            new SourceFile("tests/A.cs", "abstract class Contract(int kind)\n{\n    [Fact]\n    public void Holds()\n    {\n    }\n}\n"),
            new SourceFile("tests/B.cs", "sealed class One() : Contract(1)\n{\n}\n"),
        ]);
        Assert.True(isTest("One.Holds"));
        Assert.False(isTest("One.Bends"));
        Assert.False(isTest("Other.Holds"));
    }

    private static IEnumerable<string> Complaints(string patch) => MutantRules.Unfit(
        new SourceFile("tests/mutants/01-sum.patch", patch),
        path => path is "src/Sum.cs" or "tests/Sum.cs" ? "first\n\nfour\nmore\nfour\n" : null,
        test => test == "SumTests.Two_and_two_are_four");

    private static string? TextOf(string path) => Repository.All.FirstOrDefault(f => f.Path == path)?.Text;
}
