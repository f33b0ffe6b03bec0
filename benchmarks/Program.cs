using LfmSpec.Benchmarks.Models;
using LfmSpec.Benchmarks.Planner;
#if EMBEDDED_TORCH
using LfmSpec.Benchmarks.Kernels;
#endif

return args switch
{
#if EMBEDDED_TORCH
    ["kernels"] => KernelsCommand.Run(isQuick: false),
    ["kernels", "--quick"] => KernelsCommand.Run(isQuick: true),
#else
    ["kernels", ..] => OnlyEmbedded(),
#endif
    ["model", ..] => ModelCommand.Run(args[1..]),
    ["planner", ..] => PlannerCommand.Run(args[1..]),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("Usage: dotnet run --project benchmarks -- kernels [--quick] | model [ROUNDS] | planner [PROMPTS]");
    return 2;
}

#if !EMBEDDED_TORCH
static int OnlyEmbedded()
{
    Console.Error.WriteLine("kernels measures the embedded TorchSharp's own kernels, which the genuine package does not have. Build without -p:Packages=nuget.");
    return 2;
}
#endif
