using Keytill.Core.Licenses;

namespace Keytill.Core.Tests.Licenses;

public sealed class KeyUploadTests
{
    [Fact]
    public void One_key_a_line_in_the_order_of_the_list_whatever_the_line_ends()
    {
        var upload = KeyUpload.Parse("\uFEFFAAA-1\r\n  BBB 2\t\n\n\rCCC-3\u200B");
        Assert.Equal(["AAA-1", "BBB 2", "CCC-3"], upload.Keys);
        Assert.Equal(0, upload.Repeated);
    }

    [Fact]
    public void What_looks_the_same_is_one_key_and_letter_case_tells_keys_apart()
    {
        var upload = KeyUpload.Parse("Cafe\u0301\nCafé\nkey\nKEY\n key\u00AD ");
        Assert.Equal(["Café", "key", "KEY"], upload.Keys);
        Assert.Equal(2, upload.Repeated);
    }

    [Fact]
    public void Lines_that_are_no_key_are_named_and_nothing_of_them_is_kept()
    {
        var upload = KeyUpload.Parse($"good\nbad\u0007bell\n{new string('x', 1_001)}\n\ud83dhalf\n{new string('x', 1_000)}");
        Assert.Equal(2, upload.Keys.Count);
        Assert.Equal([new(2, "control_character"), new(3, "too_long"), new(4, "not_text")], upload.Refused);
    }

    [Fact]
    public void More_keys_than_an_upload_may_have_are_refused_whole()
    {
        string list = string.Join('\n', Enumerable.Range(0, KeyUpload.KeysMax + 1));
        Assert.Equal("upload_too_large", Assert.Throws<RuleBroken>(() => KeyUpload.Parse(list)).Code);
        Assert.Equal(KeyUpload.KeysMax, KeyUpload.Parse(list[..list.LastIndexOf('\n')]).Keys.Count);
    }
}
