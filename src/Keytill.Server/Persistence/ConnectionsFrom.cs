using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;

namespace Keytill.Server.Persistence;

/// <summary>
/// Gives contexts the connections of one pool. A pool that is named in a context's options has a mapper of its own there: the model
/// is built, and every query compiled, once more for it.
/// </summary>
internal sealed class ConnectionsFrom(NpgsqlDataSource pool) : DbConnectionInterceptor
{
    public override InterceptionResult<DbConnection> ConnectionCreating(ConnectionCreatingEventData eventData, InterceptionResult<DbConnection> result) =>
        InterceptionResult<DbConnection>.SuppressWithResult(pool.CreateConnection());
}
