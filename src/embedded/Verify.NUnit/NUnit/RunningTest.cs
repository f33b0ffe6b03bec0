using System.Reflection;
using NUnit.Framework.Internal;

namespace VerifyNUnit;

/// <summary>The NUnit test that is running here: its class and method, and the parameters of both.</summary>
internal sealed record RunningTest(Type Type, MethodInfo Method, IReadOnlyList<string> ParameterNames, object?[] Arguments)
{
    public static RunningTest Find()
    {
        var context = TestExecutionContext.CurrentContext;
        var test = context.CurrentTest;
        if (context is TestExecutionContext.AdhocContext || test.Method is null)
        {
            throw new InvalidOperationException(
                "There is no NUnit test here that a snapshot could belong to. Call Verify inside a [Test] method (or its [SetUp]), " +
                "not in a [OneTimeSetUp], and not on a thread that was started outside the test.");
        }

        var type = test.Method.TypeInfo.Type;
        var fixtureArguments = FixtureArguments(test);
        IReadOnlyList<string> fixtureNames = fixtureArguments.Length == 0 ? [] : ConstructorParameterNames(type, fixtureArguments.Length);
        var methodNames = test.Method.MethodInfo.GetParameters().Select(parameter => parameter.Name!);
        return new(type, test.Method.MethodInfo, [.. fixtureNames, .. methodNames], [.. fixtureArguments, .. test.Arguments]);
    }

    /// <summary>A test with cases has a suite between itself and its fixture.</summary>
    private static object?[] FixtureArguments(Test test) =>
        (test.Parent is ParameterizedMethodSuite cases ? cases.Parent : test.Parent)?.Arguments ?? [];

    private static List<string> ConstructorParameterNames(Type type, int count)
    {
        var constructors = type.GetConstructors().Where(constructor => constructor.GetParameters().Length == count).ToList();
        return constructors.Count == 1
            ? [.. constructors[0].GetParameters().Select(parameter => parameter.Name!)]
            : throw new InvalidOperationException(
                $"{type.Name} has {constructors.Count} public constructors with {count} parameters, so the fixture's arguments have no sure names. " +
                "Name the snapshot yourself: UseTextForParameters or UseFileName.");
    }
}
