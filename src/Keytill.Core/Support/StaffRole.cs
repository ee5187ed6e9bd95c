namespace Keytill.Core.Support;

/// <summary>What somebody of the operator's staff is there for. One person may be several.</summary>
public enum StaffRole
{
    /// <summary>Everything.</summary>
    Admin,

    /// <summary>Speaks with customers, and decides about orders and refunds.</summary>
    Support,

    /// <summary>Handles money: what arrived, what goes back by hand.</summary>
    Finance,

    /// <summary>Looks at everything and changes nothing.</summary>
    ReadOnly,
}

/// <summary>What staff can do. Each is done with a reason, and leaves an entry in the audit trail under its name.</summary>
public enum StaffAct
{
    CancelOrder,
    ReopenOrder,
    ExtendOrder,
    ResendMail,
    RetryDelivery,
    ReplaceLicense,
    CorrectEmail,
    AddNote,
    AnswerCase,

    /// <summary>The customer's page was opened with the key that is his.</summary>
    SeeCustomersPage,

    /// <summary>Gives money back of its own accord, approves or declines what was asked for, decides what becomes of licences.</summary>
    DecideRefund,

    /// <summary>"Mark paid": money that somebody has seen arrive.</summary>
    RecordReceipt,
    ApplyMoney,
    ReturnMoney,
    ConfirmBankRefund,
    WriteOff,
    RunWorkAgain,
    ManageStaff,
}

/// <summary>The one table of who may do what.</summary>
public static class StaffRights
{
    /// <summary>Whether one of these roles allows it. Looking is allowed to whoever has a role.</summary>
    public static bool Allow(this IEnumerable<StaffRole> roles, StaffAct act) => roles.Any(role => Allows(role, act));

    private static bool Allows(StaffRole role, StaffAct act) => role switch
    {
        StaffRole.Admin => true,
        StaffRole.Support => act is StaffAct.CancelOrder or StaffAct.ReopenOrder or StaffAct.ExtendOrder or StaffAct.ResendMail or StaffAct.RetryDelivery
            or StaffAct.ReplaceLicense or StaffAct.CorrectEmail or StaffAct.AddNote or StaffAct.AnswerCase or StaffAct.SeeCustomersPage or StaffAct.DecideRefund
            or StaffAct.RunWorkAgain,
        StaffRole.Finance => act is StaffAct.RecordReceipt or StaffAct.ApplyMoney or StaffAct.ReturnMoney or StaffAct.ConfirmBankRefund or StaffAct.WriteOff,
        StaffRole.ReadOnly => false,
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, null),
    };
}
