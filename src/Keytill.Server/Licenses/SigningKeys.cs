using System.Collections.Concurrent;
using System.Security.Cryptography;
using Keytill.Core.Licenses;
using Keytill.Core.Vendors;
using Keytill.Server.Persistence;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Licenses;

/// <summary>
/// The keys that licences are signed with: one per vendor and mode, made when it is first asked for, never changed, because programs
/// in the field carry its public half. At rest the private half is sealed; opened, it stays in this process.
/// </summary>
public sealed class SigningKeys(Store store, IDataProtectionProvider protection) : IDisposable
{
    private readonly ConcurrentDictionary<(string VendorId, Mode Mode), SigningKey> opened = new();

    /// <summary>The key if it is at hand, and nothing else: may be called inside a body.</summary>
    public SigningKey? Opened(string vendorId, Mode mode) => opened.GetValueOrDefault((vendorId, mode));

    /// <summary>The key, opened; made where there is none. Outside transactions.</summary>
    public async Task<SigningKey> Open(string vendorId, Mode mode, CancellationToken cancel)
    {
        if (Opened(vendorId, mode) is { } key)
            return key;
        var row = await Find(vendorId, mode, cancel) ?? await Make(vendorId, mode, cancel);
        var fresh = SigningKey.From(Protector(vendorId, mode).Unprotect(Convert.FromBase64String(row.SealedPrivate)), row.PublicKey);
        var kept = opened.GetOrAdd((vendorId, mode), fresh);
        if (!ReferenceEquals(kept, fresh))
            fresh.Dispose();
        return kept;
    }

    public void Dispose()
    {
        foreach (var key in opened.Values)
            key.Dispose();
    }

    private async Task<SigningKeyRow> Make(string vendorId, Mode mode, CancellationToken cancel)
    {
        using var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var publicKey = PublicJwk.Of(pair);
        string sealedPrivate = Convert.ToBase64String(Protector(vendorId, mode).Protect(pair.ExportPkcs8PrivateKey()));
        await store.Write("make signing key", new Scope(vendorId, mode), async write =>
        {
            // Two nodes may be at it: the first one's key is everybody's.
            if (!await write.Db.Set<SigningKeyRow>().AnyAsync(k => k.VendorId == vendorId && k.Mode == mode))
            {
                write.Db.Add(new SigningKeyRow
                {
                    Id = publicKey.Thumbprint,
                    VendorId = vendorId,
                    Mode = mode,
                    X = publicKey.X,
                    Y = publicKey.Y,
                    SealedPrivate = sealedPrivate,
                    CreatedAt = write.Now,
                });
            }
        }, cancel);
        return await Find(vendorId, mode, cancel) ?? throw new InvalidOperationException("A signing key that was just made is not there.");
    }

    private Task<SigningKeyRow?> Find(string vendorId, Mode mode, CancellationToken cancel) =>
        store.Read(new Scope(vendorId, mode), db => db.Set<SigningKeyRow>().FirstOrDefaultAsync(k => k.VendorId == vendorId && k.Mode == mode, cancel), cancel);

    // Sealed for one vendor and mode: a row that is moved to another does not open.
    private IDataProtector Protector(string vendorId, Mode mode) => protection.CreateProtector("signing key", vendorId, mode.ToString());
}

/// <summary>An opened signing key. One signature at a time: the platform does not promise more of one key.</summary>
public sealed class SigningKey : IDisposable
{
    private readonly Lock signing = new();
    private readonly ECDsa pair;

    private SigningKey(ECDsa pair, PublicJwk publicKey) => (this.pair, PublicKey) = (pair, publicKey);

    public PublicJwk PublicKey { get; }

    /// <summary>SubjectPublicKeyInfo as PEM, as most libraries take it.</summary>
    public string PublicPem => pair.ExportSubjectPublicKeyInfoPem();

    public string Sign(SignedKey license)
    {
        lock (signing)
            return license.Sign(pair, PublicKey.Thumbprint);
    }

    public void Dispose() => pair.Dispose();

    internal static SigningKey From(byte[] pkcs8, PublicJwk publicKey)
    {
        var pair = ECDsa.Create();
        pair.ImportPkcs8PrivateKey(pkcs8, out _);
        CryptographicOperations.ZeroMemory(pkcs8);
        return new SigningKey(pair, publicKey);
    }
}

public sealed class SigningKeyRow
{
    /// <summary>The public key's thumbprint (RFC 7638): the <c>kid</c> of every licence that it signs.</summary>
    public required string Id { get; init; }

    public required string VendorId { get; init; }

    public required Mode Mode { get; init; }

    public required string X { get; init; }

    public required string Y { get; init; }

    public required string SealedPrivate { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public PublicJwk PublicKey => new(X, Y);
}
