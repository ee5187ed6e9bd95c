using System.Security.Cryptography;
using Keytill.Core.Licenses;
using Keytill.Core.Vendors;
using Keytill.Server.Licenses;
using Keytill.Server.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Tests.Licenses;

public sealed class SigningKeysTests
{
    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_license_verifies_with_the_public_key_alone_also_after_a_restart(DatabaseKind kind)
    {
        await using var database = await TestDatabase.Create(kind);
        string pem, token;
        await using (var host = await StoreHost.Start(database))
        {
            token = await Sign(host, """{"features": ["pro"], "valid_days": 10}""");
            pem = (await host.Get<SigningKeys>().Open(StoreHost.Somebody.VendorId!, Mode.Test, CancellationToken.None)).PublicPem;
        }

        using var publicKey = ECDsa.Create();
        publicKey.ImportFromPem(pem);
        var license = SignedKey.Read(token, publicKey);
        Assert.Equal("line_1:1", license!.Id);
        Assert.Equal("Ada Lovelace", license.Holder);
        Assert.Equal(["pro"], license.Features);
        Assert.Equal(license.IssuedAt.AddDays(10), license.ExpiresAt);
        Assert.Equal(new DateTimeOffset(2026, 3, 2, 9, 30, 0, TimeSpan.Zero), license.IssuedAt);

        await using var again = await StoreHost.Start(database);
        Assert.NotNull(SignedKey.Read(await Sign(again, "{}"), publicKey));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Whoever_asks_first_at_once_with_others_gets_the_same_key_as_they(DatabaseKind kind)
    {
        await using var database = await TestDatabase.Create(kind);
        await using var host = await StoreHost.Start(database);
        SigningKeys[] nodes = [.. Enumerable.Range(0, 8).Select(_ => new SigningKeys(host.Store, host.Get<Microsoft.AspNetCore.DataProtection.IDataProtectionProvider>()))];
        var opened = await Task.WhenAll(nodes.Select(node => Task.Run(() => node.Open("ven_1", Mode.Live, CancellationToken.None))));
        Assert.Single(opened.Select(key => key.PublicKey).Distinct());
        foreach (var node in nodes)
            node.Dispose();
    }

    [Fact]
    public async Task Vendors_and_modes_have_keys_of_their_own_and_the_private_half_is_sealed()
    {
        await using var database = await TestDatabase.Create(DatabaseKind.Sqlite);
        await using var host = await StoreHost.Start(database);
        var keys = host.Get<SigningKeys>();
        var opened = new[]
        {
            await keys.Open("ven_1", Mode.Test, CancellationToken.None), await keys.Open("ven_1", Mode.Live, CancellationToken.None),
            await keys.Open("ven_2", Mode.Test, CancellationToken.None),
        };
        Assert.Equal(3, opened.Select(key => key.PublicKey.Thumbprint).Distinct().Count());
        var rows = await host.Store.Read(Scope.Everything, db => db.Set<SigningKeyRow>().ToListAsync());
        Assert.All(rows, row => Assert.ThrowsAny<CryptographicException>(() =>
        {
            using var pair = ECDsa.Create();
            pair.ImportPkcs8PrivateKey(Convert.FromBase64String(row.SealedPrivate), out _);
        }));
    }

    [Fact]
    public async Task Settings_that_cannot_be_read_need_a_person()
    {
        await using var database = await TestDatabase.Create(DatabaseKind.Sqlite);
        await using var host = await StoreHost.Start(database);
        var method = host.Get<IEnumerable<ILocalLicenseMethod>>().Single(m => m.Name == "signed_key");
        await method.Prepare(StoreHost.Somebody.VendorId!, Mode.Test, CancellationToken.None);
        var answer = await host.Store.Write("claim", StoreHost.Somebody, write => method.Claim(Requests.One("""{"valid_days": "x"}"""), write));
        Assert.Equal(new LicenseAnswer.NeedsPerson("settings_unreadable"), answer);
    }

    private static async Task<string> Sign(StoreHost host, string settings)
    {
        var method = host.Get<IEnumerable<ILocalLicenseMethod>>().Single(m => m.Name == "signed_key");
        await method.Prepare(StoreHost.Somebody.VendorId!, Mode.Test, CancellationToken.None);
        var answer = await host.Store.Write("claim", StoreHost.Somebody, write => method.Claim(Requests.One(settings), write));
        return Assert.IsType<LicenseAnswer.Given>(answer).Key;
    }
}
