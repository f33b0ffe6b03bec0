using NUnit.Framework.Interfaces;
using static TorchSharp.torch;

namespace TorchSharp.Tests;

/// <summary>Tests that set the number of threads, which all tests share: what it was is restored after each.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class RestoreThreadsAttribute : Attribute, ITestAction
{
    private int threads;

    public ActionTargets Targets => ActionTargets.Test;

    public void BeforeTest(ITest test) => threads = get_num_threads();

    public void AfterTest(ITest test) => set_num_threads(threads);
}
