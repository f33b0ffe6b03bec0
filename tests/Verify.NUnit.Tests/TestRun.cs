using System.Reflection;
using System.Runtime.CompilerServices;
using DiffEngine;

[assembly: Parallelizable(ParallelScope.All)]
[assembly: FixtureLifeCycle(LifeCycle.InstancePerTestCase)]

namespace VerifyNUnitTests;

/// <summary>What is set up once, before the first test: no diff tool opens, and snapshots go to a folder of this run.</summary>
internal static class TestRun
{
    public static string DerivedRoot { get; } = Path.Combine(Path.GetTempPath(), $"verify-derived-{Guid.NewGuid():N}");

    [ModuleInitializer]
    public static void Begin()
    {
        DiffRunner.Disabled = true;
        DerivePathInfo((_, _, type, method) => new(DerivedRoot, NameOf(type), method.Name));
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            if (Directory.Exists(DerivedRoot))
            {
                Directory.Delete(DerivedRoot, recursive: true);
            }
        };
    }

    private static string? NameOf(MemberInfo type) => type.Name == nameof(NamingTests) ? "Derived" : null;
}
