using System.Data.Common;
using System.Globalization;

namespace Keytill.Bench.Floors;

/// <summary>
/// All rows of one delivered order as they stand in the database, as two sets of multi-row inserts: those that an order is
/// placed with, and those that its payment and delivery add. Written again under fresh ids, as often as wanted.
/// </summary>
internal sealed class OrderRows
{
    /// <summary>Stands in the stored values where the ids of another copy differ.</summary>
    private const string Place = "\u0001";

    /// <summary>Characters at the end of each id that are replaced: two tell the ids of one order apart, the rest the copies.</summary>
    private const int IdCharsReplaced = 10;

    public const int CopyChars = IdCharsReplaced - 2;

    private static readonly Source[] Placed =
    [
        new("checkouts", "id = (SELECT checkout_id FROM orders WHERE number = {0})"),
        new("orders", "number = {0}"),
        new("order_lines", "order_id = (SELECT id FROM orders WHERE number = {0})"),
        new("payments", "order_id = (SELECT id FROM orders WHERE number = {0})"),
        new("timeline", "order_id = (SELECT id FROM orders WHERE number = {0})", "id"),
    ];

    private static readonly Source[] Delivered =
    [
        new("notices", "payment_id IN (SELECT p.id FROM payments p JOIN orders o ON o.id = p.order_id WHERE o.number = {0})"),
        new("receipts", "order_id = (SELECT id FROM orders WHERE number = {0})"),
        new("licenses", "line_id IN (SELECT l.id FROM order_lines l JOIN orders o ON o.id = l.order_id WHERE o.number = {0})"),
        new("events", "order_id = (SELECT id FROM orders WHERE number = {0})", "position", "transaction"),
        new("webhook_deliveries", "order_id = (SELECT id FROM orders WHERE number = {0})"),
        new("mails", "order_id = (SELECT id FROM orders WHERE number = {0})"),
    ];

    /// <summary>Ids that every order shares.</summary>
    private static readonly string[] SharedIds = ["vendor_id", "seller_id", "product_id", "endpoint_id"];

    private OrderRows(IReadOnlyList<Insert> first, IReadOnlyList<Insert> second) => (First, Second) = (first, second);

    public IReadOnlyList<Insert> First { get; }

    public IReadOnlyList<Insert> Second { get; }

    public int Count => First.Concat(Second).Sum(insert => insert.Rows);

    /// <param name="number">Of an order that was delivered.</param>
    public static async Task<OrderRows> Read(Books books, string number)
    {
        await using var connection = await books.Connect();
        var tables = new List<Table>();
        foreach (var source in Placed.Concat(Delivered))
            tables.Add(await ReadTable(connection, source, number));
        var ids = tables.SelectMany(table => table.Ids()).Distinct(StringComparer.Ordinal).OrderByDescending(id => id.Length).ToArray();
        var inserts = tables.Select(table => table.ToInsert(value => Open(value, ids))).ToArray();
        return new OrderRows(
            [.. inserts[..Placed.Length].Where(i => i.Rows > 0)],
            [.. inserts[Placed.Length..].Where(i => i.Rows > 0)]);
    }

    /// <summary>The value as it is in the copy of this name.</summary>
    public static object Of(object value, string copy) => value is string text && text.Contains(Place, StringComparison.Ordinal) ? text.Replace(Place, copy, StringComparison.Ordinal) : value;

    private static async Task<Table> ReadTable(DbConnection connection, Source source, string number)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = $"SELECT * FROM {source.Table} WHERE {string.Format(CultureInfo.InvariantCulture, source.Where, "@number")}";
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.Value) = ("@number", number);
        command.Parameters.Add(parameter);
        var table = new Table(source.Table, [], []);
        await using var row = await command.ExecuteReaderAsync();
        int[] kept = [.. Enumerable.Range(0, row.FieldCount).Where(i => !source.MadeByDatabase.Contains(row.GetName(i)))];
        table.Columns.AddRange(kept.Select(row.GetName));
        while (await row.ReadAsync())
            table.Values.Add([.. kept.Select(i => row.IsDBNull(i) ? null : row.GetValue(i))]);
        return table;
    }

    private static object? Open(object? value, string[] ids)
    {
        if (value is not string text)
            return value;
        for (int i = 0; i < ids.Length; i++)
            text = text.Replace(ids[i], string.Create(CultureInfo.InvariantCulture, $"{ids[i][..^IdCharsReplaced]}{i:D2}{Place}"), StringComparison.Ordinal);
        return text;
    }

    /// <param name="MadeByDatabase">Columns that the database fills.</param>
    private sealed record Source(string Table, string Where, params string[] MadeByDatabase);

    private sealed record Table(string Name, List<string> Columns, List<object?[]> Values)
    {
        public IEnumerable<string> Ids() => Columns.Index()
            .Where(column => IsId(column.Item))
            .SelectMany(column => Values.Select(row => row[column.Index]))
            .OfType<string>()
            .Where(id => id.Length >= IdCharsReplaced);

        public Insert ToInsert(Func<object?, object?> open)
        {
            var values = new List<object>();
            var rows = new List<string>();
            foreach (object?[] row in Values)
            {
                var places = row.Select(open).Select(value =>
                {
                    if (value is null)
                        return "NULL";
                    values.Add(value);
                    return string.Create(CultureInfo.InvariantCulture, $"@p{values.Count}");
                });
                rows.Add($"({string.Join(", ", places)})");
            }

            return new Insert($"INSERT INTO {Name} ({string.Join(", ", Columns)}) VALUES {string.Join(", ", rows)}", values, Values.Count);
        }

        private static bool IsId(string column) =>
            column is "id" or "token" or "number" or "email_normalized" or "idempotency_key" or "reference" or "gateway_reference"
            || (column.EndsWith("_id", StringComparison.Ordinal) && !SharedIds.Contains(column));
    }
}

/// <summary>One statement for all rows of one table.</summary>
internal sealed record Insert(string Sql, IReadOnlyList<object> Values, int Rows);
