namespace Keytill.Core.Emails;

/// <summary>Every mail that Keytill writes. Each member says when it goes out and what its subject id is: one mail per order, kind and subject.</summary>
public enum EmailKind
{
    /// <summary>At order creation with an offline method: how to pay. Subject: the payment.</summary>
    OrderReceived,

    /// <summary>What is due is covered: the receipt, with the terms and the texts of all boxes. Subject: the receipt (the order, where nothing was due).</summary>
    PaymentConfirmed,

    /// <summary>A line is delivered: all its keys. Subject: the line.</summary>
    License,

    /// <summary>Some units of a line have been delivered for a day and others still wait: the keys so far. Subject: the line and how many, <c>line_…:3</c>.</summary>
    LicensesSoFar,

    /// <summary>An attempt failed and the order is still unpaid. Subject: the payment.</summary>
    PaymentFailed,

    /// <summary>Money came, but less than is due. Subject: the receipt and the order's version, <c>rcp_…:7</c>, because money can be applied again.</summary>
    PartReceived,

    /// <summary>More money came than was due, or money for an order that could not take it. Subject: the receipt and the order's version.</summary>
    TooMuchReceived,

    /// <summary>The customer has not paid. Subject: the reminder's name, <c>online_first</c>; one of each goes out per order.</summary>
    PaymentReminder,

    /// <summary>The order is deleted in a week. Subject: the order.</summary>
    DeletionWarning,

    /// <summary>Support cancelled the unpaid order. Subject: the event, because an order can be cancelled again after it was reopened.</summary>
    OrderCancelled,

    /// <summary>The order can be paid again. Subject: the event.</summary>
    OrderReopened,

    /// <summary>The customer has asked for money back: that it was heard, who decides and until when. Subject: the refund.</summary>
    RefundAsked,

    /// <summary>To the vendor: a customer has asked for money back. Subject: the refund.</summary>
    RefundAskedForVendor,

    /// <summary>Money has gone back. Subject: the refund.</summary>
    RefundDone,

    /// <summary>Support has declined what was asked for, and why. Subject: the refund.</summary>
    RefundDeclined,

    /// <summary>Money that was on its way back did not arrive. Subject: the refund.</summary>
    RefundFailed,

    /// <summary>Another licence has taken the place of one: its key, and that the other is no longer valid. Subject: the new licence.</summary>
    LicenseReplaced,

    /// <summary>Licences of the order are no longer valid. Subject: the event; lines that were revoked together are told in one mail.</summary>
    LicenseRevoked,

    /// <summary>Support has corrected the customer's address: where his order is now. Subject: <c>email:1</c>, how often it was corrected.</summary>
    EmailCorrected,

    /// <summary>To the address that was the order's before: that it is not any more. Subject: as <see cref="EmailCorrected"/>.</summary>
    EmailCorrectedNotice,

    /// <summary>To the customer: a paid line still waits, or a licence in the place of one of his. Subject: the line, or what was asked for, <c>line_…:3:1</c>.</summary>
    DeliveryLate,

    /// <summary>To the vendor: the same, and that it is tried again by itself. Subject: as <see cref="DeliveryLate"/>.</summary>
    DeliveryLateForVendor,

    /// <summary>
    /// To the vendor: a line does not go on by itself, or a licence in the place of another. Subject: as <see cref="DeliveryLate"/>, and the event's
    /// sequence, <c>line_…:7</c>, because it can befall a line again.
    /// </summary>
    DeliveryNeedsVendor,

    /// <summary>To the vendor: a key pool has fallen to its low-water mark, or is empty. Subject: the pool and when it fell, <c>pool_…:1760000000000</c>.</summary>
    PoolLow,

    /// <summary>To the vendor: nothing has got through to a webhook endpoint for a day. Subject: the endpoint and since when, <c>whe_…:1760000000000</c>.</summary>
    EndpointFailing,

    /// <summary>To the vendor: a webhook endpoint is not told anything any more. Subject: as <see cref="EndpointFailing"/>.</summary>
    EndpointDisabled,

    /// <summary>The customer has written to support: that it arrived, his words, and by when he is answered. Subject: the message.</summary>
    CaseReceived,

    /// <summary>Support has answered a customer's question. Subject: the message.</summary>
    CaseAnswer,

    /// <summary>
    /// Somebody has asked for the orders of this address: those of one vendor in one mode, with links to their pages. Subject: the search,
    /// and the one order's number where it was asked for and found, <c>find_…:A0000000123</c>.
    /// </summary>
    FoundOrders,
}
