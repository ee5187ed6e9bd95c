using Keytill.Bench;
using Keytill.Bench.Floors;

// The bench starts itself again for each server that it measures, so that a server's processor time is its own.
switch (args.FirstOrDefault())
{
    case MeasuredServer.Command:
        await MeasuredServer.Run(args[1..]);
        return 0;
    case FloorServer.Command:
        await FloorServer.Run(args[1..]);
        return 0;
    default:
        if (BenchOptions.Parse(args, out string? problem) is not { } options)
        {
            Console.Error.WriteLine(problem);
            return 2;
        }

        var report = await Measurement.Run(options);
        report.Print(Console.Out);
        if (options.JsonFile is { } file)
            await File.WriteAllTextAsync(file, report.Json());
        return report.IsValid ? 0 : 1;
}
