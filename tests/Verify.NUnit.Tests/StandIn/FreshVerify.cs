using System.Reflection;
using System.Runtime.Loader;

namespace VerifyNUnitTests;

/// <summary>The stand-in loaded a second time, with statics of its own: global settings can be tried before "the first verification".</summary>
internal sealed class FreshVerify
{
    private readonly Assembly assembly;

    public FreshVerify() => assembly = new Context().LoadFromAssemblyPath(typeof(VerifySettings).Assembly.Location);

    /// <summary>Calls a static method of VerifierSettings.</summary>
    public FreshVerify Set(string method, params object[] arguments)
    {
        var found = assembly.GetType("VerifyTests.VerifierSettings")!
            .GetMethods()
            .Single(candidate => candidate.Name == method && candidate.GetParameters().Length >= arguments.Length
                && arguments.Zip(candidate.GetParameters()).All(pair => pair.Second.ParameterType.IsInstanceOfType(pair.First)));
        found.Invoke(null, [.. arguments, .. found.GetParameters().Skip(arguments.Length).Select(parameter => parameter.DefaultValue)]);
        return this;
    }

    /// <summary>A comparer of the second assembly's own type, which calls everything equal.</summary>
    public Delegate EverythingIsEqual()
    {
        var result = assembly.GetType("VerifyTests.CompareResult")!;
        var type = assembly.GetType("VerifyTests.StringCompare")!;
        var method = typeof(FreshVerify).GetMethod(nameof(Equal), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(result);
        return Delegate.CreateDelegate(type, method);
    }

    /// <summary>Verifies under the name "snapshot" in the folder, or in the default place.</summary>
    public Task Verify(string text, SnapshotFolder? folder, string sourceFile = "/no/such/folder/Tests.cs")
    {
        var settings = Activator.CreateInstance(assembly.GetType("VerifyTests.VerifySettings")!)!;
        if (folder is not null)
        {
            settings.GetType().GetMethod("UseDirectory")!.Invoke(settings, [folder.Root]);
            settings.GetType().GetMethod("UseFileName")!.Invoke(settings, ["snapshot"]);
        }

        var verify = assembly.GetType("VerifyNUnit.Verifier")!.GetMethod("Verify", [typeof(string), settings.GetType(), typeof(string)])!;
        var task = verify.Invoke(null, [text, settings, sourceFile])!;
        return (Task)task.GetType().GetMethod("ToTask")!.Invoke(task, [])!;
    }

    private static Task<T> Equal<T>(string received, string verified, IReadOnlyDictionary<string, object> context) =>
        received != verified && context.Count == 0
            ? Task.FromResult((T)typeof(T).GetProperty("Equal")!.GetValue(null)!)
            : throw new AssertionException("A comparer is asked about different texts only.");

    /// <summary>Everything else, NUnit first, is shared with the tests.</summary>
    private sealed class Context() : AssemblyLoadContext("a second Verify", isCollectible: true);
}
