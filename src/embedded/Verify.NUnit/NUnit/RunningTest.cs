using NUnit.Framework.Internal;

namespace VerifyNUnit;

/// <summary>The NUnit test that is running here.</summary>
/// <param name="Type">Its class.</param>
/// <param name="Method">The name of its method.</param>
internal sealed record RunningTest(Type Type, string Method)
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

        // The package writes arguments into the file's name, also where the test names type and method itself.
        var suite = test.Parent is ParameterizedMethodSuite cases ? cases.Parent : test.Parent;
        return test.Arguments.Length == 0 && suite?.Arguments.Length is null or 0
            ? new(test.Method.TypeInfo.Type, test.Method.Name)
            : throw new NotSupportedException($"{test.FullName} has arguments, which this part of Verify does not write into a snapshot's name. Verify in a test without.");
    }

    /// <summary>The name of the class; a nested one carries its parent's: <c>Outer.Inner</c>.</summary>
    public string TypeName => Type.IsNested ? $"{Type.DeclaringType!.Name}.{Type.Name}" : Type.Name;
}
