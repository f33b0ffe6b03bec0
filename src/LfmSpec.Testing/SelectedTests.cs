using System.Reflection;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;
using NUnit.Framework.Internal.Execution;

namespace LfmSpec.Testing;

/// <summary>
/// Which tests of the running fixture this run will run: NUnit knows before it runs the first, and a sweep over all of them costs
/// far less than one by one. NUnit has no public door to its filter, so where it cannot be found a test stands for itself alone.
/// </summary>
internal static class SelectedTests
{
    /// <summary>The methods of the running fixture that the run's filter selects.</summary>
    /// <returns>Their names; none if NUnit does not tell.</returns>
    internal static IReadOnlySet<string> OfTheFixture()
    {
        var context = TestExecutionContext.CurrentContext;
        return Filter(context.Dispatcher) is { } filter && context.CurrentTest?.Parent is { } fixture
            ? fixture.Tests.Where(test => filter.Pass(test)).Select(test => test.MethodName ?? test.Name).ToHashSet(StringComparer.Ordinal)
            : [];
    }

    private static ITestFilter? Filter(IWorkItemDispatcher? dispatcher) =>
        dispatcher?.GetType().GetField("_topLevelWorkItem", BindingFlags.Instance | BindingFlags.NonPublic)?.GetValue(dispatcher) is WorkItem top ? top.Filter : null;
}
