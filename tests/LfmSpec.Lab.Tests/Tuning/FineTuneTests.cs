using LfmSpec.Models.Adapters;
using LfmSpec.Models.Tests;

namespace LfmSpec.Lab.Tests.Tuning;

/// <summary>What is measured of a training, and that it is made once.</summary>
[TestFixture]
public sealed class FineTuneTests : IDisposable
{
    private static readonly AdapterSpec Adapter = new(["out_proj", "w2"], [0, 2, 4], 4, 8);
    private static readonly FineTuneSpec Sums = new("sums", Adapter, new TrainingSpec(12, 5e-3) { WarmUp = 2 }, DataSets.Arithmetic) { Seeds = [0, 1], Examples = 40, EvaluateEvery = 5 };

    private readonly Laboratory lab = Laboratory.Open(RepositoryFiles.Path("models", "lfm2-atlas-tiny"));
    private readonly string folder = Directory.CreateTempSubdirectory("lfmspec-").FullName;

    [Test]
    public void Supervised_training_is_measured_before_during_and_after()
    {
        var result = lab.FineTune(Experiment(Sums), Sums);
        Assert.That(result.Runs.Select(run => run.Seed), Is.EqualTo(new[] { 0L, 1L }));
        foreach (var run in result.Runs)
        {
            Assert.Multiple(() =>
            {
                Assert.That(run.TrainableParameters, Is.EqualTo(3 * 4 * ((128 + 128) + (320 + 128))));
                Assert.That(run.Steps, Has.Count.EqualTo(12));
                Assert.That(run.Steps[0].LearningRate, Is.Zero);
                Assert.That(run.Trajectory.Select(at => at.Step), Is.EqualTo(new[] { 0, 5, 10, 12 }));
                Assert.That((run.Before.Shift, run.Before.ShiftLast), Is.EqualTo((0.0, 0.0)), "the base model");
                Assert.That(run.After.Shift, Is.GreaterThan(0).And.EqualTo(run.Probes.Average(probe => probe.Mean)).Within(1e-15));
                Assert.That(run.After.HeldOutLoss, Is.LessThan(run.Before.HeldOutLoss).And.EqualTo(run.After.HeldOutResponseLoss), "the response is what counts");
                Assert.That(run.After.Accuracy, Is.InRange(0, 1));
                Assert.That((run.After.Reward, run.After.Margin), Is.EqualTo((double.NaN, double.NaN)));
                Assert.That(run.BlocksBefore, Is.EqualTo(result.Runs[0].BlocksBefore));
                Assert.That(run.HubPreservation, Is.GreaterThan(0).And.Not.EqualTo(1));
                Assert.That(run.Adapters, Has.Count.EqualTo(6));
                Assert.That(run.EffectiveRank, Is.InRange(1, 4));
                Assert.That(run.LossByTenths, Has.Count.EqualTo(10));
                Assert.That(run.LastFifthLoss, Is.EqualTo((run.Steps[10].Loss + run.Steps[11].Loss) / 2).Within(1e-12));
            });
        }

        Assert.That(result.Runs[0].Steps, Is.Not.EqualTo(result.Runs[1].Steps));
        Assert.That(result.Over(run => run.RunMeanLoss).Mean, Is.EqualTo(result.Runs.Average(run => run.Steps.Average(step => step.Loss))).Within(1e-12));
        Assert.That(lab.FineTune(Experiment(Sums), Sums), Is.SameAs(result));
    }

    [Test]
    public void A_run_that_was_stopped_goes_on_to_the_same_result_and_a_known_one_is_not_made_again()
    {
        var expected = lab.FineTune(Experiment(Sums), Sums);
        using var stop = new CancellationTokenSource();
        var stopping = new Told(progress =>
        {
            if (progress.Done == 7)
            {
                stop.Cancel();
            }
        });
        using (var first = Open(stopping))
        {
            Assert.That(() => first.FineTune(Experiment(Sums), Sums, stop.Token), Throws.InstanceOf<OperationCanceledException>());
        }

        var steps = new List<int>();
        using (var second = Open(new Told(progress => steps.Add(progress.Done))))
        {
            Same(second.FineTune(Experiment(Sums), Sums), expected);
            Assert.That(steps[0], Is.EqualTo(7), "it goes on where it was");
            Assert.That(steps[^1], Is.EqualTo(24));
        }

        steps.Clear();
        using var third = Open(new Told(progress => steps.Add(progress.Done)));
        Same(third.FineTune(Experiment(Sums), Sums), expected);
        Assert.That(steps, Is.Empty, "nothing is trained");
    }

    [Test]
    public void A_kept_run_of_which_a_digit_is_another_is_trained_again_and_said_so()
    {
        var spec = Sums with { Seeds = [0], EvaluateEvery = null, Training = Sums.Training with { Steps = 3 } };
        FineTuneResult expected;
        using (var first = Open(new Told(_ => { })))
        {
            expected = first.FineTune(Experiment(spec), spec);
        }

        var kept = Directory.GetFiles(Path.Combine(folder, "tuning"), "*.json").Single();
        var text = File.ReadAllText(kept);
        var at = text.IndexOf("\"Loss\":", StringComparison.Ordinal) + "\"Loss\":".Length;
        File.WriteAllText(kept, text[..at] + (text[at] == '9' ? '1' : '9') + text[(at + 1)..]);
        using var second = Open(new Told(_ => { }));
        Same(second.FineTune(Experiment(spec), spec), expected);
        Assert.That(second.DamagedResults, Is.EqualTo(new[] { $"{kept}: the run that is kept is damaged or of an older form; it is trained again." }));
        Assert.That(File.ReadAllText(kept), Is.EqualTo(text), "and kept as it was");
    }

    [Test]
    public void A_control_that_is_not_trained_changes_nothing()
    {
        var spec = Sums with { Seeds = [0], Training = Sums.Training with { Steps = 0 } };
        var run = lab.FineTune(Experiment(spec), spec).Runs[0];
        Assert.Multiple(() =>
        {
            Assert.That(run.After, Is.EqualTo(run.Before));
            Assert.That((run.AdapterNorm, run.EffectiveRank, run.HubPreservation), Is.EqualTo((0.0, 0.0, 1.0)));
        });
    }

    [Test]
    public void The_shift_of_quantisation_is_there_before_training()
    {
        var spec = Sums with { Seeds = [0], Training = Sums.Training with { Steps = 0 }, Adapter = Adapter with { Quantization = WeightQuantization.DoubleNormalFloat4 } };
        var run = lab.FineTune(Experiment(spec), spec).Runs[0];
        Assert.That(run.Before.Shift, Is.GreaterThan(1e-6).And.EqualTo(run.After.Shift));
    }

    [Test]
    public void Preferences_have_margins_and_pairs()
    {
        var spec = Sums with { Seeds = [0], Data = DataSets.Preferences, Method = TuningMethod.Dpo, Examples = null, EvaluateEvery = null };
        var run = lab.FineTune(Experiment(spec), spec).Runs[0];
        Assert.Multiple(() =>
        {
            Assert.That(run.Before.HeldOutLoss, Is.EqualTo(Math.Log(2)).Within(1e-7));
            Assert.That((run.Before.Margin, run.Before.Accuracy), Is.EqualTo((0.0, 0.5)));
            Assert.That(run.After.Margin, Is.GreaterThan(0));
            Assert.That(run.After.HeldOutLoss, Is.LessThan(run.Before.HeldOutLoss));
            Assert.That(run.Before.HeldOutResponseLoss, Is.GreaterThan(0).And.Not.EqualTo(run.Before.HeldOutLoss));
            Assert.That(run.Steps[^1].Reward, Is.GreaterThan(0), "the margin of the last batch");
        });
    }

    [Test]
    public void Policies_have_rewards()
    {
        var path = Path.Combine(folder, "sums.jsonl");
        File.WriteAllLines(path, [.. Enumerable.Range(2, 10).Select(n => $"{{\"prompt\": \"{n} + 5 =\", \"answer\": \"{n + 5}\"}}")]);
        var spec = Sums with
        {
            Seeds = [0], Data = path, Method = TuningMethod.Grpo, Examples = null, EvaluateEvery = null, Beta = 0.04, Training = Sums.Training with { Steps = 4, BatchSize = 1 },
            Group = new GroupSpec(MaxNewTokens: 4, Temperature: 1.5) { Updates = 2 },
        };
        var run = lab.FineTune(Experiment(spec), spec).Runs[0];
        Assert.Multiple(() =>
        {
            Assert.That(run.Before.Reward, Is.InRange(0.01, 1));
            Assert.That(run.After.Reward, Is.InRange(0, 1));
            Assert.That(run.Steps.Select(step => step.Reward), Has.All.InRange(0, 1));
            Assert.That(run.Steps[0].Reward, Is.EqualTo(run.Steps[1].Reward), "two updates on one group");
            Assert.That(run.Before.Accuracy, Is.InRange(0, 1));
        });
    }

    [Test]
    public void What_does_not_fit_is_one_clear_error() => Assert.Multiple(() =>
    {
        Fails(Sums with { Data = DataSets.Preferences }, "Sft trains on responses, and preferences has preferences");
        Fails(Sums with { Data = "arithmetics" }, "Name one of arithmetic, instructions");
        Fails(Sums with { Examples = 1000 }, "Examples asks for 1000 and the training part of arithmetic has 90");
        Fails(Sums with { Adapter = Adapter with { Targets = ["gate_proj"] } }, "Trial.sums: LoRA: 'gate_proj' names no linear module");
        Fails(Sums with { Training = Sums.Training with { WarmUp = 12 } }, "Trial.sums: WarmUp = 12 cannot be used: the rate rises from 0 and 12 steps end before it is LearningRate; give fewer than Steps.");
        Fails(Sums with { EvaluateEvery = 12 }, "EvaluateEvery = 12 cannot be used: 12 steps end before there is a measurement along the way; give fewer than Steps.");
        Fails(Sums with { EvaluateEvery = 0 }, "EvaluateEvery = 0 cannot be used: give how many steps, or none to measure at the end only.");
        Fails(Sums with { PadTo = 1 }, "PadTo = 1 cannot be used: a text of one token has nothing to predict; give 2 or more, or none for the longest of a batch.");
        Fails(Sums with { Loss = LossOver.Padding }, "Loss = Padding cannot be used: how much padding there is would hang on what else is in the batch; add PadTo");
        Fails(Sums with { Adapter = Adapter with { Alpha = -1 } }, "Alpha = -1 cannot be used: adapters are scaled by alpha / rank; give a positive number such as 16.");
        Fails(Sums with { Training = Sums.Training with { LearningRate = double.NaN } }, "LearningRate = NaN cannot be used: give a positive number such as 2e-4");
        Fails(Sums with { Training = Sums.Training with { Average = (LossAverage)9 } }, "9 is no value of LossAverage: use Tokens, Batches.");
        Fails(Sums with { Method = (TuningMethod)9 }, "9 is no value of TuningMethod: use Sft, Dpo, Ipo, Grpo, DrGrpo, Dapo.");
        Fails(Sums with { Seeds = [1, 1] }, "2 seeds cannot be used: give 1 to 100, each once.");
        Fails(Sums with { Method = TuningMethod.Dpo, Data = DataSets.Preferences, Beta = 0 }, "Beta = 0 cannot be used: the loss would not depend on the adapter; give a positive number such as 0.1.");
        Fails(Sums with { Method = TuningMethod.Grpo, Data = DataSets.Problems, Group = new GroupSpec(TopK: 1) }, "TopK = 1 cannot be used: completions of one group must differ; give 2 or more, or none for all tokens.");
        Fails(Sums with { TrainableParameters = 7 }, "7 were counted when the code was compiled");
        Fails(Sums with { Method = TuningMethod.Grpo, Data = DataSets.Problems, Group = new GroupSpec(Samples: 1) }, "Samples = 1 cannot be used: a completion is good or bad beside the others of its group; give 2 or more.");
    });

    [TestCase(0, 0)]
    [TestCase(1, 0)]
    [TestCase(3, 2)]
    [TestCase(6, 5)]
    [TestCase(100, 5)]
    public void A_warm_up_that_nobody_wrote_leaves_the_last_step_at_the_peak(int steps, int warmUp)
    {
        var training = new TrainingSpec(steps, 1e-3);
        Assert.That((training.WarmUp, (training with { Steps = 100 }).WarmUp), Is.EqualTo((warmUp, 5)));
        Assert.That((new TrainingSpec(100, 1e-3) { WarmUp = 7 } with { Steps = 3 }).WarmUp, Is.EqualTo(7), "one that was written stays");
        if (steps == 3)
        {
            var spec = Sums with { Seeds = [0], EvaluateEvery = null, Training = training };
            Assert.That(lab.FineTune(Experiment(spec), spec).Runs[0].Steps.Select(step => step.LearningRate), Is.EqualTo(new[] { 0, 5e-4, 1e-3 }).Within(1e-12));
        }
    }

    [Test]
    public void A_run_that_diverges_is_an_error_that_names_case_seed_step_and_loss_and_is_not_kept()
    {
        using var kept = Open(new Told(_ => { }));
        var before = Kept();
        var spec = Sums with { Seeds = [4], EvaluateEvery = null, Training = new TrainingSpec(1, 1e30) };
        Assert.That(() => kept.FineTune(Experiment(spec), spec), Throws.TypeOf<LabException>().With.Message.StartsWith("Trial.sums, seed 4: the model after step 1: on the prompt '")
            .And.Message.EndsWith(", its first value that is not finite. The training has diverged: lower the learning rate of 1E+30."), "seen after the last step alone");
        var longer = spec with { Training = new TrainingSpec(3, 1e30) { WarmUp = 0 } };
        Assert.That(() => kept.FineTune(Experiment(longer), longer), Throws.TypeOf<LabException>().With.Message.StartsWith("Trial.sums, seed 4: The loss of step 2 is NaN and the norm of its gradient NaN"));
        Assert.That(Kept(), Is.EquivalentTo(before));

        string[] Kept() => Directory.Exists(Path.Combine(folder, "tuning")) ? Directory.GetFileSystemEntries(Path.Combine(folder, "tuning")) : [];
    }

    [Test]
    public void Without_an_end_of_text_anywhere_it_is_an_error_before_anything_is_trained()
    {
        using var copy = new CheckpointCopy();
        copy.EditConfiguration(json => json["eos_token_id"] = null);
        File.Delete(Path.Combine(copy.Folder, "generation_config.json"));
        File.WriteAllText(Path.Combine(copy.Folder, "tokenizer_config.json"), "{}");
        var trained = 0;
        using var endless = Laboratory.Open(copy.Folder, new LaboratoryOptions { Progress = new Told(_ => trained++) });
        var message = $"Trial.sums: lfm2-atlas-tiny names no token that ends a text, so no response would have an end. Write \"eos_token\" into {Path.Combine(copy.Folder, "tokenizer_config.json")}, "
            + "or \"eos_token_id\" into generation_config.json beside it.";
        Assert.That(() => endless.FineTune(Experiment(Sums), Sums), Throws.TypeOf<LabException>().With.Message.EqualTo(message));
        Assert.That(() => endless.Run(Experiment(Sums)), Throws.TypeOf<LabException>().With.Message.EqualTo(message));
        Assert.That(() => endless.Check(Experiment(Sums), Law.EveryAdapterIsCalled), Throws.TypeOf<LabException>().With.Message.EqualTo(message));
        Assert.That(trained, Is.Zero);
    }

    [TestCase(TuningMethod.Sft, "completion")]
    [TestCase(TuningMethod.Grpo, "answer")]
    public void Data_that_write_the_end_of_text_out_are_trained_on_and_answered_like_those_that_do_not(TuningMethod method, string key)
    {
        var runs = new[] { "", "<|im_end|>" }.Select(end =>
        {
            var path = Path.Combine(folder, $"sums{end.Length}.jsonl");
            File.WriteAllLines(path, [.. Enumerable.Range(2, 10).Select(n => $"{{\"prompt\": \"{n} + 5 =\", \"{key}\": \"{(key == "answer" ? "" : " ")}{n + 5}{end}\", \"held_out\": {(n % 2 == 0 ? "true" : "false")}}}")]);
            var spec = Sums with
            {
                Seeds = [0], Data = path, Method = method, Examples = null, EvaluateEvery = null, Beta = 0.04, Training = Sums.Training with { Steps = 4, BatchSize = 1 },
                Group = new GroupSpec(MaxNewTokens: 4, Temperature: 1.5),
            };
            return lab.FineTune(Experiment(spec), spec).Runs[0];
        }).ToArray();
        Assert.That(runs[1].Steps, Is.EqualTo(runs[0].Steps));
        Assert.That((runs[1].Before, runs[1].After), Is.EqualTo((runs[0].Before, runs[0].After)));
        Assert.That(runs[0].Before.Accuracy, Is.GreaterThan(0), "some are answered rightly");
    }

    [Test]
    public void A_run_is_made_again_when_another_token_ends_a_text()
    {
        using var copy = new CheckpointCopy();
        var spec = Sums with { Seeds = [0], EvaluateEvery = null, Training = new TrainingSpec(1, 1e-3) };
        double[] losses = [.. new[] { "<|im_end|>", "<|im_start|>" }.Select(end =>
        {
            File.WriteAllText(Path.Combine(copy.Folder, "tokenizer_config.json"), $"{{\"eos_token\": \"{end}\"}}");
            using var opened = Laboratory.Open(copy.Folder, new LaboratoryOptions { CacheFolder = folder });
            return opened.FineTune(Experiment(spec), spec).Runs[0].Before.HeldOutLoss;
        })];
        Assert.That(losses[1], Is.GreaterThan(losses[0] + 0.1));
    }

    [TestCase(-1)]
    [TestCase(1024)]
    [TestCase(1e300)]
    [TestCase(0.5)]
    public void A_padding_token_that_the_model_does_not_have_changes_nothing(double padding)
    {
        using var copy = new CheckpointCopy();
        copy.EditConfiguration(json => json["pad_token_id"] = padding);
        File.WriteAllText(Path.Combine(copy.Folder, "tokenizer_config.json"), """{"eos_token": "<|im_end|>", "pad_token": "<|none|>"}""");
        var spec = Sums with { Seeds = [0], EvaluateEvery = null, Training = new TrainingSpec(2, 1e-3) };
        using var opened = Laboratory.Open(copy.Folder);
        var (run, expected) = (opened.FineTune(Experiment(spec), spec).Runs[0], lab.FineTune(Experiment(spec), spec).Runs[0]);
        Assert.That((run.Steps, run.After), Is.EqualTo((expected.Steps, expected.After)));
    }

    [Test]
    public void The_shift_at_a_loss_is_on_the_line_between_two_measurements()
    {
        var run = lab.FineTune(Experiment(Sums), Sums).Runs[0] with
        {
            Trajectory = [At(0, 4, 0), At(5, 3, 0.1), At(10, 1, 0.5), At(12, 2, 0.9)],
        };
        Assert.Multiple(() =>
        {
            Assert.That(run.ShiftAtLoss(5), Is.Zero, "it is there from the start");
            Assert.That(run.ShiftAtLoss(3.5), Is.EqualTo(0.05).Within(1e-15));
            Assert.That(run.ShiftAtLoss(2), Is.EqualTo(0.3).Within(1e-15), "where it comes first");
            Assert.That(run.ShiftAtLoss(0.5), Is.NaN);
        });

        static TuningEvaluation At(int step, double loss, double shift) => new() { Step = step, HeldOutLoss = loss, HeldOutResponseLoss = loss, Shift = shift, ShiftLast = shift };
    }

    [Test]
    public void The_trained_adapter_is_kept_in_PEFTs_files_where_there_is_a_cache()
    {
        var spec = Sums with { Seeds = [3], EvaluateEvery = null, Training = Sums.Training with { Steps = 3 } };
        FineTuneRun run;
        using (var kept = Open(new Told(_ => { })))
        {
            run = kept.FineTune(Experiment(spec), spec).Runs[0];
        }

        var adapter = Directory.GetDirectories(Path.Combine(folder, "tuning")).Select(path => AdaptedModel.Load(lab.Checkpoint, path)).ToArray();
        try
        {
            Assert.That(adapter.Select(model => model.Adapters.Select(AdapterSize.Of)), Has.One.EqualTo(run.Adapters));
        }
        finally
        {
            Array.ForEach(adapter, model => model.Dispose());
        }
    }

    [Test]
    public void A_mean_over_seeds_has_the_interval_of_Students_t()
    {
        var three = SeedMean.Of([1, 2, 3]);
        Assert.That((three.Mean, three.Runs), Is.EqualTo((2.0, 3)));
        Assert.That(three.HalfWidth, Is.EqualTo(4.302652729911275 / Math.Sqrt(3)).Within(1e-12));
        Assert.That(SeedMean.Of([1]).HalfWidth, Is.NaN);
        // R: qt(0.975, 40) = 2.021075.
        double[] many = [.. Enumerable.Range(0, 41).Select(i => (double)i)];
        Assert.That(SeedMean.Of(many).HalfWidth * Math.Sqrt(41) / Math.Sqrt(41.0 * 42 / 12), Is.EqualTo(2.021075).Within(1e-5));
    }

    [Test]
    public void The_effect_of_every_block_is_the_references()
    {
        var reference = new Reference("lfm2-atlas-tiny");
        var prompts = reference.Prompts.Take(3).ToArray();
        var effects = BlockEffect.Of(lab.Checkpoint.Model, [.. prompts.Select(prompt => prompt.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32()).ToArray())], default);
        foreach (var effect in effects)
        {
            Assert.That(effect.Skip, Is.EqualTo(prompts.Average(prompt => prompt.GetProperty("layer_skip")[effect.Layer].GetProperty("kl_mean").GetDouble())).Within(0.01).Percent);
            Assert.That(effect.Mlp, Is.EqualTo(prompts.Average(prompt => prompt.GetProperty("mlp_zero")[effect.Layer].GetProperty("kl_last").GetDouble())).Within(0.01).Percent);
        }
    }

    private void Fails(FineTuneSpec spec, string message) => Assert.That(() => lab.FineTune(Experiment(spec), spec), Throws.TypeOf<LabException>().With.Message.Contains(message));

    private Laboratory Open(IProgress<SweepProgress> progress) =>
        Laboratory.Open(RepositoryFiles.Path("models", "lfm2-atlas-tiny"), new LaboratoryOptions { CacheFolder = folder, Progress = progress });

    private static void Same(FineTuneResult result, FineTuneResult expected)
    {
        foreach (var (run, other) in result.Runs.Zip(expected.Runs))
        {
            Assert.Multiple(() =>
            {
                Assert.That(run.Steps, Is.EqualTo(other.Steps));
                Assert.That(run.Trajectory, Is.EqualTo(other.Trajectory));
                Assert.That(run.After, Is.EqualTo(other.After));
                Assert.That(run.Adapters, Is.EqualTo(other.Adapters));
                Assert.That(run.BlocksAfter, Is.EqualTo(other.BlocksAfter));
                Assert.That(run.Probes.SelectMany(probe => probe.Kl), Is.EqualTo(other.Probes.SelectMany(probe => probe.Kl)));
            });
        }
    }

    private static ExperimentSpec Experiment(FineTuneSpec spec) => Experiments.Of(new PromptSpec(["The capital of France is", "7 + 5 ="])) with { FineTunes = [spec] };

    public void Dispose()
    {
        lab.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private sealed class Told(Action<SweepProgress> told) : IProgress<SweepProgress>
    {
        public void Report(SweepProgress value) => told(value);
    }
}
