using System.Runtime.CompilerServices;
using DiffEngine;

[assembly: Parallelizable(ParallelScope.All)]
[assembly: FixtureLifeCycle(LifeCycle.InstancePerTestCase)]

namespace VerifyNUnitTests;

/// <summary>What is set up once, before the first test: no diff tool opens.</summary>
internal static class TestRun
{
    [ModuleInitializer]
    public static void Begin() => DiffRunner.Disabled = true;
}
