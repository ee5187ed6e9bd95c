namespace Keytill.Core.Support;

/// <summary>What a customer writes to support about. The customer chooses; support may be asked about several things at a time.</summary>
public enum CaseTopic
{
    CancelOrder,

    /// <summary>He has paid, and the order's page does not know it.</summary>
    IPaid,
    LicenseDoesNotWork,
    Refund,
    Invoice,

    /// <summary>What is known of him: to see it, to correct it, to have it erased.</summary>
    MyData,
    Other,
}
