using Keytill.Server.Hosting;

if (await Commands.Run(args, Console.In, Console.Out) is { } exitCode)
    return exitCode;
await using var app = KeytillServer.Build(args);
await app.RunAsync();
return 0;
