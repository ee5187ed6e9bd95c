namespace Keytill.Server.Tests.Tidy;

/// <summary>The named exceptions, each with its reason. A new entry is a decision: it is read by whoever reviews the change.</summary>
internal static class TidyLists
{
    private const string Server = "src/Keytill.Server/";

    public static readonly IReadOnlyDictionary<string, string> MayNameAProvider = new Dictionary<string, string>
    {
        [Server + "Hosting/KeytillServer.cs"] = "keeps the driver's own log quiet",
        [Server + "Persistence/Dialect.cs"] = "names the two, and the column that only one of them has",
        [Server + "Persistence/SqliteDialect.cs"] = "what the one says",
        [Server + "Persistence/PostgresDialect.cs"] = "what the other says",
        [Server + "Persistence/ConnectionsFrom.cs"] = "the other's pool of connections",
        [Server + "Persistence/SqliteWriter.cs"] = "one writer, many savepoints",
        [Server + "Persistence/PostgresWriter.cs"] = "many writers side by side",
        [Server + "Persistence/Store.cs"] = "chooses the writer",
        [Server + "SandboxBank/BankDatabase.cs"] = "the bank's own file, of one kind",
        [Server + "SandboxBank/BankSql.cs"] = "the bank's own file, of one kind",
    };

    public static readonly IReadOnlyDictionary<string, string> MayPassByTheTracker = new Dictionary<string, string>
    {
        [Server + "Persistence/SqliteDialect.cs"] = "the claim of the queue",
        [Server + "Persistence/PostgresDialect.cs"] = "the claim of the queue, the lock of an order, the horizon of the feed",
        [Server + "Persistence/SaveHooks.cs"] = "work items that an event has made pointless",
        [Server + "Persistence/WriteContext.cs"] = "blocks of numbers",
        [Server + "Persistence/AllowanceRow.cs"] = "one row that all who ask at once wait for",
        [Server + "Work/WorkQueue.cs"] = "rows of the queue alone",
        [Server + "Work/Completer.cs"] = "rows of the queue alone",
        [Server + "Privacy/RetentionRule.cs"] = "rows whose time is over, many at once",
        [Server + "Privacy/Forgetting.cs"] = "rows whose time is over, many at once",
        [Server + "Privacy/ForgetBuyer.cs"] = "rows of an order that are not its parts",
        [Server + "Licenses/KeyPools.cs"] = "uploaded keys, which may be a hundred thousand",
    };

    public static readonly IReadOnlyDictionary<string, string> MayLeaveTheVendor = new Dictionary<string, string>
    {
        [Server + "Checkouts/AddToCart.cs"] = "a slug names one product in the whole installation",
        [Server + "Checkouts/ChangeCheckout.cs"] = "its caller holds the checkout's token",
        [Server + "Checkouts/CheckoutQueries.cs"] = "its caller holds the checkout's token",
        [Server + "Checkouts/FollowLink.cs"] = "the link's token says whose it is",
        [Server + "Catalog/KeepProduct.cs"] = "a slug names one product in the whole installation",
        [Server + "Persistence/Moving/ExportDatabase.cs"] = "all of it moves",
        [Server + "Persistence/Moving/ImportDatabase.cs"] = "all of it moves",
        [Server + "Demo/DemoCatalog.cs"] = "makes its vendor",
        ["src/Keytill.Core/Support/Deed.cs"] = "staff see all vendors of one mode, and act with a deed",
        [Server + "Demo/DemoStaff.cs"] = "staff belong to the installation",
        [Server + "Support/KeepStaff.cs"] = "staff belong to the installation",
        [Server + "Support/SignIn.cs"] = "staff belong to the installation",
        [Server + "Hosting/Commands.cs"] = "whoever may start it owns the machine",
        [Server + "Pages/Shared/ShopFront.cs"] = "legal texts are for everybody to read",
        [Server + "Api/ApiCaller.cs"] = "the key says whose call it is",
        [Server + "Orders/OrderNumbers.cs"] = "number series belong to the installation",
        [Server + "Orders/OrderQueries.cs"] = "an order's token is the authority; a gateway speaks of its payments and refunds alone",
        [Server + "Payments/RecordPayment.cs"] = "the payment says whose it is",
        [Server + "Payments/TakeNotice.cs"] = "a notice comes before anybody knows whose it is",
        [Server + "Refunds/RecordRefund.cs"] = "the refund says whose it is",
        [Server + "Persistence/KeyRing.cs"] = "keys belong to the installation",
        [Server + "Support/SearchOrders.cs"] = "who has lost an order's address need not know its vendor",
        [Server + "Support/FindOrders.cs"] = "an address's orders with every vendor, each told by a mail of its own",
        [Server + "Work/WorkQueue.cs"] = "the worker serves everybody",
        [Server + "Work/Completer.cs"] = "the worker serves everybody",
        [Server + "Privacy/Retention.cs"] = "one duty for all vendors",
        [Server + "Orders/KeepOrders.cs"] = "one calendar for all vendors",
        [Server + "Work/OrderChanges.cs"] = "its caller already holds the order's token",
    };
}
