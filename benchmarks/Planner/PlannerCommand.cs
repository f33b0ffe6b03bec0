using System.Diagnostics;
using System.Globalization;
using LfmSpec.Benchmarks.Measuring;
using LfmSpec.Benchmarks.Models;
using LfmSpec.Lab.Measures;
using LfmSpec.Lab;
using LfmSpec.Models;
using LfmSpec.Models.Tokenization;
using TorchSharp;

namespace LfmSpec.Benchmarks.Planner;

/// <summary>
/// The layer and head tables of the atlas on a model of LFM2.5-230M's shape, as one sweep and as one full forward a case on the same
/// engine: prompt by prompt, one after the other, their numbers compared bit for bit.
/// </summary>
internal static class PlannerCommand
{
    private const int Positions = 16;

    /// <summary>Runs the measurement: <c>planner [PROMPTS]</c>.</summary>
    internal static int Run(string[] arguments)
    {
        var prompts = arguments.Length > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 16;
        using var lab = Laboratory.Open(RandomModel.Folder());
        CaseSpec[] cases = [.. Cases(lab.Checkpoint.Model.Shape).Select(ablation => new CaseSpec(ablation.ToString(), [ablation]))];
        Console.WriteLine($"Machine: {Machine.Description}\n{prompts} prompts of {Positions} tokens, {cases.Length} cases; {torch.get_num_threads()} threads. Naive is a full forward a case with the head at every position.");
        MarkdownTable.Begin("A sweep against one full forward a case: times faster, and ms a case", "prompt", "KL at the last position", "KL at every position", "sweep, last", "sweep, every", "naive");
        double swept = 0, sweptLast = 0, naive = 0;
        for (var index = 0; index < prompts; index++)
        {
            var everywhere = Of(Prompt(lab.Checkpoint.Tokenizer, index), cases, [new MeasureSpec(new Kl()), new MeasureSpec(new Top1())]);
            var last = everywhere with { Measures = [new MeasureSpec(new Kl(), LfmSpec.Reduction.Last)] };
            lab.Plan(everywhere); // the clean run, which every way needs
            var (sweepLast, atLast) = Timed(() => lab.Run(last).Cases);
            var (sweep, results) = Timed(() => lab.Run(everywhere).Cases);
            var (forward, expected) = Timed(() => cases.Select(@case => NaiveRun.Of(lab.Bench, everywhere, @case)[0]).ToArray());
            if (!Same(results, expected, divergence => divergence.Kl) || !Same(atLast, expected, divergence => [divergence.Kl[^1]]))
            {
                Console.WriteLine("\nThe sweeps and the full forwards do not have the same bits.");
                return 1;
            }

            (sweptLast, swept, naive) = (sweptLast + sweepLast, swept + sweep, naive + forward);
            MarkdownTable.Row($"{index + 1}", Cells(sweepLast, sweep, forward, cases.Length));
        }

        MarkdownTable.Row("all", Cells(sweptLast, swept, naive, prompts * cases.Length));
        return 0;
    }

    private static bool Same(IReadOnlyList<CaseResult> results, IReadOnlyList<Divergence> expected, Func<Divergence, IReadOnlyList<double>> kl) =>
        results.Select(result => result.Divergences[0].Kl).Zip(expected.Select(kl)).All(pair => pair.First.SequenceEqual(pair.Second));

    private static IEnumerable<Ablation> Cases(ModelShape shape)
    {
        var layers = Enumerable.Range(0, shape.Blocks.Count);
        foreach (var (target, with) in new[] { (Component.Operator, Replacement.Zero), (Component.Mlp, Replacement.Zero), (Component.Block, Replacement.Input) })
        {
            foreach (var layer in layers)
            {
                yield return new Ablation(layer, target, with);
            }
        }

        foreach (var layer in layers.Where(layer => shape.Blocks[layer] == OperatorKind.Attention))
        {
            for (var head = 0; head < shape.Heads; head++)
            {
                yield return new Ablation(layer, Component.Head, Head: head);
            }
        }
    }

    private static ExperimentSpec Of(string prompt, CaseSpec[] cases, MeasureSpec[] measures) => new()
    {
        Name = "Planner",
        Cases = cases,
        Prompts = new PromptSpec([prompt]),
        Measures = measures,
        CompiledFor = "lfm2.5-230m",
    };

    // Words of one token each: the prompt's number in binary, and then all of them in turn.
    private static string Prompt(HuggingFaceTokenizer tokenizer, int index)
    {
        string[] words = [" the", " is", " of", " capital", " and", " a", " in", " what"];
        var text = "The" + string.Concat(Enumerable.Range(0, 8).Select(bit => words[(index >> bit) & 1]));
        for (var word = index; tokenizer.Encode(text).Count < Positions; word++)
        {
            text += words[word % words.Length];
        }

        return text;
    }

    private static (double Seconds, T Value) Timed<T>(Func<T> run)
    {
        var clock = Stopwatch.StartNew();
        var value = run();
        return (clock.Elapsed.TotalSeconds, value);
    }

    private static string[] Cells(double sweepLast, double sweep, double naive, int runs) =>
        [Ratio(naive / sweepLast), Ratio(naive / sweep), Milliseconds(sweepLast / runs), Milliseconds(sweep / runs), Milliseconds(naive / runs)];

    private static string Ratio(double ratio) => ratio.ToString("F2", CultureInfo.InvariantCulture);

    private static string Milliseconds(double seconds) => (1e3 * seconds).ToString("F1", CultureInfo.InvariantCulture);
}
