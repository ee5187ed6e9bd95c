using Keytill.Core.Support;

namespace Keytill.Core.Vendors;

/// <summary>The two worlds of an installation. They share nothing: products, links, keys, endpoints, orders, numbers.</summary>
public enum Mode
{
    Test,
    Live,
}

/// <summary>
/// Whose data a query may see. The unset value matches nothing. <see cref="Operator"/> and <see cref="Everything"/> are the
/// only ways out of one vendor; a test lists where they are used.
/// </summary>
public readonly record struct Scope
{
    private Scope(string? vendorId, Mode mode, bool allVendors, bool allModes, Deed? deed = null) =>
        (VendorId, Mode, AllVendors, AllModes, Deed) = (vendorId, mode, allVendors, allModes, deed);

    public Scope(string vendorId, Mode mode) : this(vendorId, mode, allVendors: false, allModes: false)
    {
    }

    public string? VendorId { get; }

    public Mode Mode { get; }

    public bool AllVendors { get; }

    public bool AllModes { get; }

    /// <summary>What somebody of the staff does in it: written down with whatever is changed. Null for everybody else, and for who only looks.</summary>
    public Deed? Deed { get; }

    /// <summary>The operator's staff: every vendor in one mode. To look; with a deed, to act.</summary>
    public static Scope Operator(Mode mode, Deed? deed = null) => new(null, mode, allVendors: true, allModes: false, deed);

    /// <summary>Work that finds out whose it is by what it loads: an unguessable token, a work item, a slug of the whole installation.</summary>
    public static Scope Everything => new(null, default, allVendors: true, allModes: true);
}
