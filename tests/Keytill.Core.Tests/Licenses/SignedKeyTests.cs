using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Keytill.Core.Licenses;
using Keytill.Core.Vendors;

namespace Keytill.Core.Tests.Licenses;

public sealed class SignedKeyTests
{
    // RFC 7515, appendix A.3.
    private const string StandardsToken =
        "eyJhbGciOiJFUzI1NiJ9"
        + ".eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
        + ".DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";

    private static readonly DateTimeOffset Issued = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_standards_own_example_verifies_and_its_payload_is_read()
    {
        using var key = StandardsKey();
        var signed = CompactJws.Read(StandardsToken, key);
        Assert.Equal("{\"iss\":\"joe\",\r\n \"exp\":1300819380,\r\n \"http://example.com/is_root\":true}", Encoding.UTF8.GetString(signed!.Payload));
    }

    [Fact]
    public void The_standards_own_example_fails_when_any_of_its_characters_is_changed()
    {
        using var key = StandardsKey();
        for (int i = 0; i < StandardsToken.Length - 1; i++)
            Assert.Null(CompactJws.Read(StandardsToken[..i] + (StandardsToken[i] == 'A' ? 'B' : 'A') + StandardsToken[(i + 1)..], key));
    }

    // RFC 9449, section 6.1, names this key by its thumbprint (RFC 7638).
    [Fact]
    public void A_public_key_is_named_by_its_standard_thumbprint() =>
        Assert.Equal("0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I",
            new PublicJwk("l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs", "9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA").Thumbprint);

    [Fact]
    public void What_was_signed_is_read_back_with_the_public_half_alone()
    {
        using var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        string token = ALicense().Sign(pair, PublicJwk.Of(pair).Thumbprint);
        using var publicHalf = ECDsa.Create(pair.ExportParameters(includePrivateParameters: false));

        var read = SignedKey.Read(token, publicHalf);
        Assert.Equal(ALicense() with { Features = [] }, read! with { Features = ALicense().Features.Take(0).ToArray() });
        Assert.Equal(["pro", "team"], read.Features);
        Assert.True(read.IsValidAt(Issued));
        Assert.False(read.IsValidAt(Issued.AddDays(365)));
        Assert.DoesNotContain('=', token);
    }

    [Fact]
    public void A_license_without_end_has_no_expiry_claim()
    {
        using var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        string token = (ALicense() with { ExpiresAt = null }).Sign(pair, "k");
        Assert.False(JsonNode.Parse(Base64Url.DecodeFromChars(token.Split('.')[1]))!.AsObject().ContainsKey("exp"));
        Assert.True(SignedKey.Read(token, pair)!.IsValidAt(DateTimeOffset.MaxValue));
    }

    [Fact]
    public void Another_key_another_algorithm_another_type_and_critical_extensions_are_refused()
    {
        using var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        string token = ALicense().Sign(pair, "k");
        string payload = token.Split('.')[1];

        Assert.Null(SignedKey.Read(token, other));
        Assert.Null(SignedKey.Read(WithHeader("""{"alg":"none","typ":"license+jwt"}"""), pair));
        Assert.Null(SignedKey.Read(WithHeader("""{"alg":"HS256","typ":"license+jwt"}"""), pair));
        Assert.Null(SignedKey.Read(WithHeader("""{"alg":"ES256","typ":"JWT"}"""), pair));
        Assert.Null(SignedKey.Read(WithHeader("""{"alg":"ES256","typ":"license+jwt","crit":["b64"],"b64":false}"""), pair));
        Assert.NotNull(SignedKey.Read(WithHeader("""{"alg":"ES256","typ":"license+jwt"}"""), pair));
        Assert.Null(SignedKey.Read($"{Encode("""{"alg":"none"}""")}.{payload}.", pair));

        string WithHeader(string header)
        {
            string signed = Encode(header) + "." + payload;
            return signed + "." + Base64Url.EncodeToString(
                pair.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("a.b.c")]
    [InlineData("a.b.c.d")]
    [InlineData("e30.e30.AAAA")]
    [InlineData("\u0000.é.\ud83d")]
    public void Nonsense_is_refused_without_an_error(string token)
    {
        using var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Assert.Null(SignedKey.Read(token, pair));
    }

    private static SignedKey ALicense() => new(
        "line_1-1", "ven_1", Mode.Test, "prod_1", "Zażółć <Pro>", "T0000000123", "Ολυμπία 🚀", Issued, Issued.AddDays(365), ["pro", "team"], 1, 3);

    private static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));

    private static ECDsa StandardsKey() => ECDsa.Create(new ECParameters
    {
        Curve = ECCurve.NamedCurves.nistP256,
        Q = new ECPoint
        {
            X = Base64Url.DecodeFromChars("f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"),
            Y = Base64Url.DecodeFromChars("x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"),
        },
    });
}
