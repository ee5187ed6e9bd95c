using Keytill.Core;
using Keytill.Core.Orders;
using Keytill.Core.Support;
using Keytill.Core.Webhooks;
using Keytill.Server.Orders;
using Keytill.Server.Work;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Keytill.Server.Persistence;

/// <summary>
/// What every save does, once, after the body: raises the version of each aggregate that changed or raised an event, refuses
/// a part whose order was not locked, and turns what orders raised into rows of the same save.
/// </summary>
public sealed class SaveHooks(OrderSignals signals, OrderLinks links)
{
    internal async Task Save(WriteContext write)
    {
        foreach (var changed in Changed(write))
        {
            var raised = changed.StartNextVersion();
            if (changed is Order order) await Follow(write, order, raised);
        }

        Trace(write);
        try
        {
            await write.Db.Save();
        }
        catch (DbUpdateConcurrencyException e) when (e.Entries.Select(entry => entry.Entity).OfType<WorkItem>().FirstOrDefault() is { } item)
        {
            throw new LostLease(item.Id);
        }
    }

    /// <summary>Staff act only with a trace: what they do is written down by the save that does it.</summary>
    private static void Trace(WriteContext write)
    {
        if (write.Scope.Deed is { } deed)
            write.Db.Add(AuditEntry.Of(deed, write.Scope.Mode, write.Now));
        else if (write.Scope is { AllVendors: true, AllModes: false } && write.Db.ChangeTracker.HasChanges())
            throw new InvalidOperationException("Staff change nothing without saying what they do and why.");
    }

    private async Task Follow(WriteContext write, Order order, IReadOnlyList<DomainEvent> raised)
    {
        order.ScheduleNext();
        string id = order.Id;
        long version = order.Version;
        write.AfterCommit(() => signals.Changed(id, version));
        if (raised.Count == 0) return;

        var endpoints = raised.OfType<PublicOrderEvent>().Any() ? await Endpoints(write, order) : [];
        foreach (var happened in raised.Cast<OrderEvent>())
        {
            var row = happened is PublicOrderEvent told ? Enter(write, order, told) : null;
            var follow = Subscriptions.Of(order, happened, row, endpoints, write.Now);
            write.Db.AddRange(follow.Rows);
            foreach (var item in follow.Work) write.Enqueue(item);
            if (follow.Dropped.Count > 0)
                await write.Db.Set<WorkItem>().Where(w => follow.Dropped.Contains(w.Id)).ExecuteDeleteAsync();
        }
    }

    /// <summary>Enters the event in the order's log, rendered as the API would answer in this transaction.</summary>
    private EventRow Enter(WriteContext write, Order order, PublicOrderEvent happened)
    {
        string id = Ids.New("evt", write.Now);
        long sequence = order.TakeSequence();
        var row = new EventRow
        {
            Id = id,
            VendorId = order.VendorId,
            Mode = order.Mode,
            OrderId = order.Id,
            Sequence = sequence,
            Type = happened.Type,
            OccurredAt = happened.At,
            Body = EventEnvelope.Render(order, happened, id, sequence, links),
        };
        write.Db.Add(row);
        return row;
    }

    /// <summary>Read in the same transaction: an endpoint that was added a moment ago is told.</summary>
    private static Task<List<WebhookEndpoint>> Endpoints(WriteContext write, Order order) =>
        write.Db.Set<WebhookEndpoint>().AsNoTracking().Where(e => e.VendorId == order.VendorId && e.Mode == order.Mode && e.Status == EndpointStatus.Enabled).ToListAsync();

    /// <exception cref="InvalidOperationException">An order, or a part of one, changed without being locked in this body.</exception>
    private static HashSet<Aggregate> Changed(WriteContext write)
    {
        var changed = new HashSet<Aggregate>(ReferenceEqualityComparer.Instance);
        // Asked once: each question looks for changes in everything that is loaded, which may be an order with thousands of licences.
        var entries = write.Db.ChangeTracker.Entries().ToList();
        var wholes = entries.Where(entry => WholeId(entry) is not null).ToDictionary(entry => (entry.Metadata, WholeId(entry)!));
        foreach (var entry in entries)
        {
            bool isChanged = entry.State is EntityState.Added or EntityState.Modified or EntityState.Deleted;
            if (entry.Entity is Aggregate root)
            {
                if (!isChanged && !root.Touched) continue;
                if (root is Order order) ThrowUnlessLocked(write, entry, order, entry);
                // A deleted row has no next version.
                if (entry.State != EntityState.Deleted) changed.Add(root);
            }
            else if (isChanged && PartOf(entry, wholes) is { } owner)
            {
                ThrowUnlessLocked(write, owner, (Order)owner.Entity, entry);
                changed.Add((Order)owner.Entity);
            }
        }

        return changed;
    }

    private static void ThrowUnlessLocked(WriteContext write, EntityEntry owner, Order order, EntityEntry changed)
    {
        if (owner.State != EntityState.Added && !write.IsLocked(order.Id))
            throw new InvalidOperationException($"{changed.Metadata.ClrType.Name} of order {order.Id} changed without the order being locked first.");
    }

    /// <summary>The order that this row is a part of: one that reaches it by its navigations. Null for a row of its own.</summary>
    /// <param name="wholes">What may have parts, by type and id: an order, or a part of one.</param>
    /// <exception cref="InvalidOperationException">It is a part, and its order was not loaded.</exception>
    private static EntityEntry? PartOf(EntityEntry entry, Dictionary<(IEntityType Type, string Id), EntityEntry> wholes)
    {
        foreach (var key in entry.Metadata.GetForeignKeys().Where(key => key.PrincipalToDependent is not null && BelongsToOrder(key.PrincipalEntityType)))
        {
            var reference = entry.Property(key.Properties.Single());
            string id = (string)(entry.State == EntityState.Deleted ? reference.OriginalValue : reference.CurrentValue)!;
            var owner = wholes.GetValueOrDefault((key.PrincipalEntityType, id))
                ?? throw new InvalidOperationException($"{entry.Metadata.ClrType.Name} changed without its order being locked first.");
            return owner.Entity is Order ? owner : PartOf(owner, wholes);
        }

        return null;
    }

    /// <summary>The id of what has parts of its own; null for all else.</summary>
    private static string? WholeId(EntityEntry entry) => entry.Entity switch
    {
        Order order => order.Id,
        OrderLine line => line.Id,
        _ => null,
    };

    private static bool BelongsToOrder(IEntityType type) =>
        type.ClrType == typeof(Order)
        || type.GetForeignKeys().Any(key => key.PrincipalToDependent is not null && key.PrincipalEntityType != type && BelongsToOrder(key.PrincipalEntityType));
}
