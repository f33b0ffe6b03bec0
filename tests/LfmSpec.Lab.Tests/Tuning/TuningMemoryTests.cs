#if EMBEDDED_TORCH
using LfmSpec.Models.Tests;
using TorchSharp.Embedded;
using TorchSharp.Tests;

namespace LfmSpec.Lab.Tests.Tuning;

/// <summary>A training leaves nothing behind but its result.</summary>
[TestFixture, NonParallelizable]
public sealed class TuningMemoryTests
{
    [TestCase(TuningMethod.Sft, DataSets.Arithmetic)]
    [TestCase(TuningMethod.Ipo, DataSets.Preferences)]
    [TestCase(TuningMethod.Dapo, DataSets.Problems)]
    public void A_second_run_gives_all_its_bytes_back(TuningMethod method, string data)
    {
        using var lab = Laboratory.Open(RepositoryFiles.Path("models", "lfm2-atlas-tiny"));
        var adapter = new AdapterSpec(["out_proj"], [0, 2], 2, 4) { Dropout = 0.1 };
        var spec = new FineTuneSpec("memory", adapter, new TrainingSpec(4, 1e-3) { WarmUp = 0 }, data) { Method = method, Seeds = [0], Examples = 4, EvaluateEvery = 2, Group = new GroupSpec(MaxNewTokens: 2) { Updates = 2 } };
        var experiment = Experiments.Of(new PromptSpec(["7 + 5 ="])) with { FineTunes = [spec] };
        lab.FineTune(experiment, spec);
        var before = Settled();

        lab.FineTune(experiment, spec with { Seeds = [1] });
        Assert.That(Settled(), Is.EqualTo(before));
    }

    // What was not disposed and is no more in use is collected; what is still there is held by something.
    private static long Settled()
    {
        ForgottenTensors.Collect();
        return Memory.LiveBytes;
    }
}
#endif
