using Microsoft.EntityFrameworkCore;

namespace Keytill.Server.Persistence;

public sealed class KeytillDb(DbContextOptions<KeytillDb> options) : DbContext(options);
