using LfmSpec.Benchmarks.Kernels;
using LfmSpec.Benchmarks.Models;
using LfmSpec.Benchmarks.Planner;

return args switch
{
    ["kernels"] => KernelsCommand.Run(isQuick: false),
    ["kernels", "--quick"] => KernelsCommand.Run(isQuick: true),
    ["model", ..] => ModelCommand.Run(args[1..]),
    ["planner", ..] => PlannerCommand.Run(args[1..]),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("Usage: dotnet run --project benchmarks -- kernels [--quick] | model [ROUNDS] | planner [PROMPTS]");
    return 2;
}
