namespace LfmSpec.Generators.Tests;

/// <content>Fine-tuning: adapters that no module has, settings that nothing heeds, and rows that cannot be compared.</content>
internal static partial class DiagnosticTable
{
    private const string Blocks = "conv.in_proj, conv.out_proj, feed_forward.w1, feed_forward.w3 and feed_forward.w2";

    private static readonly (string, string)[] Llama = [("llama-atlas-tiny", Configs.Qwen2.Replace("qwen2", "llama"))];

    // Narrower than the rank that there is unless told.
    private static readonly (string, string)[] Narrow = [("narrow", Configs.Qwen2.Replace("\"hidden_size\": 128", "\"hidden_size\": 4").Replace("\"num_attention_heads\": 8", "\"num_attention_heads\": 2").Replace("\"num_key_value_heads\": 2", "\"num_key_value_heads\": 1"))];

    private static IEnumerable<Mistake> OfFineTuning =>
    [
        // Targets.
        Target("⟦Targets = \"gate_proj up_proj down_proj\"⟧", "no linear module of lfm2-atlas-tiny is named gate_proj, up_proj or down_proj; did you mean w1, w3 and w2?"),
        Target("⟦Targets = \"gate_proj\"⟧", "no linear module of lfm2-atlas-tiny is named gate_proj; did you mean w1?"),
        Target("⟦Targets = \"q_proj mlp.up_proj\"⟧", "no linear module of lfm2-atlas-tiny is named mlp.up_proj; did you mean feed_forward.w3?"),
        Target("⟦Targets = \"q_proj o_proj\"⟧", "no linear module of lfm2-atlas-tiny is named o_proj; did you mean out_proj?"),
        Target("⟦Targets = \"self_attn.o_proj\"⟧, Layers = \"conv\"", "no linear module of lfm2-atlas-tiny is named self_attn.o_proj; did you mean self_attn.out_proj?"),
        Target("⟦Targets = \"q_proj, v_proj\"⟧", "no linear module of lfm2-atlas-tiny is named q_proj,; did you mean q_proj?"),
        Target("⟦Targets = \"out_porj\"⟧", "no linear module of lfm2-atlas-tiny is named out_porj; did you mean out_proj?"),
        Target("⟦Targets = \"lm_head\"⟧", "no linear module of lfm2-atlas-tiny is named lm_head; its blocks have in_proj, out_proj, w1, w3, w2, q_proj, k_proj and v_proj"),
        Target("⟦Targets = \"x_proj\"⟧", "no linear module of lfm2-atlas-tiny is named x_proj; its blocks have in_proj, out_proj, w1, w3, w2, q_proj, k_proj and v_proj"),
        Target("⟦Targets = \"proj\"⟧", "no linear module of lfm2-atlas-tiny is named proj; its blocks have in_proj, out_proj, w1, w3, w2, q_proj, k_proj and v_proj"),
        Target("⟦Targets = \"w1 w2 w3\"⟧", "no linear module of qwen2-atlas-tiny is named w1, w2 or w3; did you mean gate_proj, down_proj and up_proj?") with { Models = Qwen2 },
        Target("⟦Targets = \"out_proj\"⟧", "no linear module of llama-atlas-tiny is named out_proj; did you mean o_proj?") with { Models = Llama },
        Target("⟦Targets = \"conv.in_proj\"⟧",
            "no linear module of llama-atlas-tiny is named conv.in_proj; its blocks have q_proj, k_proj, v_proj, o_proj, gate_proj, up_proj and down_proj") with { Models = Llama },
        Target("⟦Targets = \"q_proj w1\"⟧, Layers = \"conv\"", "only blocks 2, 4, 6, 8, 10 and 12 of lfm2-atlas-tiny have q_proj, and Layers names none of them"),
        Target("⟦Targets = \"model.layers.5.feed_forward.w1\"⟧, Layers = \"0-3\"", "only block 5 of lfm2-atlas-tiny has model.layers.5.feed_forward.w1, and Layers names none of them"),
        Target("⟦Targets = \"q_proj v_proj q_proj\"⟧", "q_proj is given twice; remove one"),
        Target("⟦Targets = \"w1 w2 feed_forward.w1\"⟧", "w1 names what feed_forward.w1 does; remove one of them"),
        Target("⟦Targets = \"conv.out_proj out_proj\"⟧", "out_proj names what conv.out_proj does; remove one of them"),
        Target("⟦Targets = \"all-linear w1\"⟧", "all-linear names every linear module already; give it alone"),
        Target("⟦Targets = \" \"⟧", "Targets is missing; name linear modules, such as q_proj v_proj, or all-linear"),
        Target("⟦Targets = null⟧", "Targets is missing; name linear modules, such as q_proj v_proj, or all-linear"),
        new("LFM027", "[Experiment, ⟦FineTune(Case = \"a\", Data = \"arithmetic\")⟧] public partial class X;",
            "The adapter cannot be placed: Targets is missing; name linear modules, such as q_proj v_proj, or all-linear"),

        // Blocks.
        Row("LFM004", "Targets = \"w1\", ⟦Layers = \"0-14\"⟧", "Layer 14 does not exist: lfm2-atlas-tiny has 14 blocks, 0 to 13"),
        Row("LFM004", "Targets = \"q_proj\", ⟦Layers = \"conv\"⟧", "A block with a convolution does not exist: qwen2-atlas-tiny has 8 blocks, all attention") with { Models = Qwen2 },
        Row("LFM005", "Targets = \"w1\", ⟦Layers = \"early\"⟧", "Layers = \"early\" cannot be read: write all, attention, conv, or numbers and ranges such as 0-3,5"),
        Row("LFM007", "Targets = \"self_attn.out_proj\", ⟦Layers = \"0,2,4\"⟧",
            $"Block 0 of lfm2-atlas-tiny has no module that Targets names: it is a convolution with {Blocks}, so it would stay as it is"),

        // Numbers.
        Number("⟦Rank = 0⟧", "Rank = 0 cannot be used: an adapter has the rank 1 or more"),
        Number("⟦Rank = 129⟧", "Rank = 129 cannot be used: conv.in_proj has 128 inputs and 384 outputs, so no change of it has a rank above 128", "conv.in_proj w1"),
        new Mistake("LFM028", "[Experiment, ⟦FineTune(Case = \"a\", Targets = \"q_proj\", Data = \"arithmetic\")⟧] public partial class X;",
            "Rank = 8 cannot be used: it is the rank unless told, and self_attn.q_proj has 4 inputs and 4 outputs, so no change of it has a rank above 4; give Rank = 4 or less") with { Models = Narrow },
        Number("⟦Rank = 65⟧", "Rank = 65 cannot be used: self_attn.k_proj has 128 inputs and 64 outputs, so no change of it has a rank above 64", "k_proj w1"),
        Number("⟦Alpha = 0⟧", "Alpha = 0 cannot be used: adapters are scaled by alpha / rank; give a positive number such as 16"),
        Number("⟦Dropout = 1⟧", "Dropout = 1 cannot be used: it is a share of the input; give 0 or more, and less than 1"),
        Number("⟦Dropout = double.NaN⟧", "Dropout = NaN cannot be used: it is a share of the input; give 0 or more, and less than 1"),
        Number("⟦Examples = -1⟧", "Examples = -1 cannot be used: give how many examples, or 0 for all"),
        Number("⟦PadTo = 1⟧", "PadTo = 1 cannot be used: a text of one token has nothing to predict; give 2 or more, or 0 for the longest of a batch"),
        Number("⟦Steps = -1⟧", "Steps = -1 cannot be used: give how many steps, or 0 for an adapter that is not trained"),
        Number("⟦BatchSize = 0⟧", "BatchSize = 0 cannot be used: a batch has 1 example or more"),
        Number("⟦Accumulate = 0⟧", "Accumulate = 0 cannot be used: a step has 1 batch or more"),
        Number("⟦LearningRate = 0⟧", "LearningRate = 0 cannot be used: give a positive number such as 2e-4; an adapter that is not trained has Steps = 0"),
        Number("⟦LearningRate = double.PositiveInfinity⟧", "LearningRate = Infinity cannot be used: give a positive number such as 2e-4; an adapter that is not trained has Steps = 0"),
        Number("⟦WeightDecay = -0.1⟧", "WeightDecay = -0.1 cannot be used: give 0 or a small positive number such as 0.01"),
        Number("⟦MaxGradNorm = -1⟧", "MaxGradNorm = -1 cannot be used: give a positive number such as 1, or 0 for no clipping"),
        Number("⟦WarmUp = -1⟧", "WarmUp = -1 cannot be used: give how many steps, or 0 for none"),
        Number("⟦WarmUp = 101⟧", "WarmUp = 101 cannot be used: the rate rises from 0 and the 100 steps that there are unless told end before it is LearningRate; give fewer than Steps"),
        Number("Steps = 20, ⟦WarmUp = 20⟧", "WarmUp = 20 cannot be used: the rate rises from 0 and 20 steps end before it is LearningRate; give fewer than Steps"),
        Number("Steps = 1, ⟦WarmUp = 5⟧", "WarmUp = 5 cannot be used: the rate rises from 0 and 1 step ends before it is LearningRate; give fewer than Steps"),
        Number("Steps = 20, ⟦EvaluateEvery = 20⟧", "EvaluateEvery = 20 cannot be used: 20 steps end before there is a measurement along the way; give fewer than Steps"),
        Number("⟦EvaluateEvery = -1⟧", "EvaluateEvery = -1 cannot be used: give how many steps, or 0 to measure at the end only"),
        Number("⟦EvaluateEvery = 100⟧", "EvaluateEvery = 100 cannot be used: the 100 steps that there are unless told end before there is a measurement along the way; give fewer than Steps"),
        Number("⟦Loss = LossOver.Padding⟧", "Loss = Padding cannot be used: how much padding there is would hang on what else is in the batch; add PadTo, or use Loss = Text"),
        Number("⟦Seeds = \"0-100\"⟧", "Seeds = \"0-100\" cannot be used: it stands for 101 runs of the case; give 100 seeds or fewer"),
        Number("⟦Seeds = \"0-2147483647\"⟧", "Seeds = \"0-2147483647\" cannot be used: it stands for 2147483648 runs of the case; give 100 seeds or fewer"),
        Row("LFM005", "Targets = \"w1\", ⟦Seeds = \"all\"⟧", "Seeds = \"all\" cannot be read: write numbers and ranges such as 0-2"),
        Row("LFM005", "Targets = \"w1\", ⟦Seeds = \"0-2,1\"⟧", "Seeds = \"0-2,1\" cannot be read: it names 1 twice"),
        Preferred("LFM028", "⟦Beta = 0⟧", "Beta = 0 cannot be used: the loss would not depend on the adapter; give a positive number such as 0.1"),
        Rewarded("LFM028", "⟦Beta = -1⟧", "Beta = -1 cannot be used: it weighs the KL to the base model; give 0 or a positive number such as 0.04"),
        Rewarded("LFM028", "Updates = 2, ⟦Clip = 1⟧", "Clip = 1 cannot be used: a ratio is clipped between 1 - Clip and 1 + Clip; give a number between 0 and 1 such as 0.2"),
        Rewarded("LFM028", "⟦Samples = 1⟧", "Samples = 1 cannot be used: a completion is good or bad beside the others of its group; give 2 or more"),
        Rewarded("LFM028", "⟦MaxNewTokens = 0⟧", "MaxNewTokens = 0 cannot be used: a completion has 1 token or more"),
        Rewarded("LFM028", "⟦Temperature = 0⟧", "Temperature = 0 cannot be used: completions of one group must differ; give a positive number such as 1"),
        Rewarded("LFM028", "⟦TopK = 1⟧", "TopK = 1 cannot be used: completions of one group must differ; give 2 or more, or 0 for all tokens"),
        Rewarded("LFM028", "⟦Updates = 0⟧", "Updates = 0 cannot be used: a group of samples is learned from in 1 step or more"),
        Rewarded("LFM028", "Updates = 2, ⟦ClipHigh = 0⟧", "ClipHigh = 0 cannot be used: a ratio is clipped at 1 + ClipHigh; give a positive number such as 0.28", "Dapo"),

        // Settings that the method does not heed.
        Row("LFM029", "Targets = \"w1\", ⟦Beta = 0.1⟧", Meaningless("Beta", "Sft, the Method unless told, has no base model in its loss")),
        Row("LFM029", "Targets = \"w1\", ⟦Samples = 4⟧", Meaningless("Samples", "Sft, the Method unless told, samples no completions")),
        Row("LFM029", "Targets = \"w1\", ⟦Ratio = PolicyRatio.Base⟧", Meaningless("Ratio", "Sft, the Method unless told, samples no completions")),
        Row("LFM029", "Targets = \"w1\", ⟦Reward = RewardRule.AnswerAnywhere⟧", Meaningless("Reward", "Sft, the Method unless told, samples no completions")),
        Row("LFM029", "Targets = \"w1\", ⟦Clip = 0.1⟧", Meaningless("Clip", "Sft, the Method unless told, samples no completions")),
        Row("LFM029", "Targets = \"w1\", Method = TuningMethod.Sft, ⟦Beta = 0.1⟧", Meaningless("Beta", "Sft has no base model in its loss")),
        Row("LFM029", "Targets = \"w1\", ⟦Average = LossAverage.Batches⟧", Meaningless("Average", "with one batch a step there is one mean (Accumulate above 1 would change that)")),
        Preferred("LFM029", "Accumulate = 2, ⟦Average = LossAverage.Batches⟧", Meaningless("Average", "Dpo has a mean of its own")),
        Rewarded("LFM029", "Accumulate = 2, ⟦Average = LossAverage.Tokens⟧", Meaningless("Average", "Dapo has a mean of its own"), "Dapo"),
        Preferred("LFM029", "⟦ClipHigh = 0.1⟧", Meaningless("ClipHigh", "Dpo samples no completions")),
        Preferred("LFM029", "⟦MaxNewTokens = 4⟧", Meaningless("MaxNewTokens", "Dpo samples no completions")),
        Preferred("LFM029", "⟦Temperature = 1⟧", Meaningless("Temperature", "Dpo samples no completions")),
        Preferred("LFM029", "⟦TopK = 0⟧", Meaningless("TopK", "Dpo samples no completions")),
        Preferred("LFM029", "⟦Updates = 1⟧", Meaningless("Updates", "Dpo samples no completions")),
        Rewarded("LFM029", "⟦Loss = LossOver.Padding⟧", Meaningless("Loss", "Grpo counts every token of a completion and none of a prompt")),
        Rewarded("LFM029", "⟦PadTo = 64⟧", Meaningless("PadTo", "the length of a completion is what Grpo samples")),
        Rewarded("LFM029", "⟦Clip = 0.1⟧", Meaningless("Clip", "with one update a group the ratio to the policy that sampled is always 1, and is never clipped (Updates above 1 would change that)")),
        Rewarded("LFM029", "Updates = 2, ⟦ClipHigh = 0.28⟧", Meaningless("ClipHigh", "DrGrpo clips at 1 + Clip, and only Dapo has an upper clip of its own"), "DrGrpo"),
        Untrained("Alpha = 16"),
        Untrained("BatchSize = 4"),
        Untrained("Dropout = 0.1"),
        Untrained("Examples = 8"),
        Untrained("EvaluateEvery = 5"),
        Untrained("Accumulate = 2"),
        Untrained("Order = ExampleOrder.AsGiven"),
        Untrained("LearningRate = 1e-3"),
        Untrained("Schedule = LearningRateSchedule.Linear"),
        Untrained("WarmUp = 0"),
        Untrained("WeightDecay = 0"),
        Untrained("MaxGradNorm = 0"),
        Rewarded("LFM029", "Steps = 0, ⟦Updates = 2⟧", Meaningless("Updates", "with Steps = 0 nothing is trained")),
        Rewarded("LFM029", "Steps = 0, ⟦Ratio = PolicyRatio.OldPolicy⟧", Meaningless("Ratio", "with Steps = 0 nothing is trained")),

        // Data.
        new("LFM030", "[Experiment, ⟦FineTune(Case = \"a\", Targets = \"w1\")⟧] public partial class X;", "The data cannot be used: there are none; give Data = \"arithmetic\", or the path of a file"),
        Learning("Sft", "⟦Data = \" \"⟧", "there are none; give Data = \"arithmetic\", or the path of a file"),
        Learning("Ipo", "⟦Data = null⟧", "there are none; give Data = \"preferences\", or the path of a file"),
        Learning("Sft", "⟦Data = \"Arithmatic\"⟧", "no data set is named Arithmatic; did you mean arithmetic?"),
        Learning("Sft", "⟦Data = \"alpaca\"⟧", "no data set is named alpaca; use arithmetic, instructions, preferences or problems, or the path of a file, such as data/alpaca.jsonl"),
        Learning("Sft", "⟦Data = \"sums\\0.json\"⟧", "the path has a character that no path should have"),
        Learning("Dpo", "⟦Data = \"arithmetic\"⟧", "arithmetic is for Sft, and Method is Dpo; use preferences, or Method = Sft"),
        new("LFM030", "[Experiment, FineTune(Case = \"a\", Targets = \"w1\", ⟦Data = \"problems\"⟧)] public partial class X;",
            "The data cannot be used: problems is for Grpo, DrGrpo and Dapo, and Method is Sft unless told; use arithmetic or instructions, or Method = Grpo"),
        Learning("Sft", "⟦Data = DataSets.Preferences⟧", "preferences is for Dpo and Ipo, and Method is Sft; use arithmetic or instructions, or Method = Dpo"),
        Learning("Dapo", "⟦Data = \"preferences\"⟧", "preferences is for Dpo and Ipo, and Method is Dapo; use problems, or Method = Dpo"),

        // Names and company.
        new("LFM020", "[Experiment, ⟦FineTune(Targets = \"w1\", Data = \"arithmetic\")⟧] public partial class X;",
            "The name '' cannot be used: a row and a test are named after it; give Case = \"attn_only\" or the like"),
        Named("attn only", "X", "a test is named after it; write letters, digits and _, and a letter first, such as attn_only"),
        Named("2", "X", "a test is named after it; write letters, digits and _, and a letter first, such as attn_only"),
        Named("a", "FineTune_a", "the class has the name of its test; rename one of them"),
        new("LFM020", "[Experiment, FineTune(⟦Case = \"a\"⟧, Targets = \"w1\", Data = \"arithmetic\")] public partial class X { public void FineTune_a() { } }",
            "The name 'a' cannot be used: X declares or inherits FineTune_a, which is its test; choose another"),
        new("LFM009", "[Experiment, FineTune(Case = \"a\", Targets = \"w1\", Data = \"arithmetic\")]\n[⟦FineTune(Case = \"a\", Targets = \"w2\", Data = \"arithmetic\")⟧] public partial class X;",
            "The case a is given twice, by [FineTune(Case = \"a\", Targets = \"w1\", Data = \"arithmetic\")] on line 1 "
            + "and by [FineTune(Case = \"a\", Targets = \"w2\", Data = \"arithmetic\")] on line 2: remove one of them"),
        new("LFM009", "[Experiment, FineTune(Case = \"a\", Targets = \"w1\", Data = \"arithmetic\")]\n[⟦FineTune(Case = \"b\", Targets = \"w1\", Rank = 8, Data = \"arithmetic\")⟧] public partial class X;",
            "The case b is given twice, by [FineTune(Case = \"a\", Targets = \"w1\", Data = \"arithmetic\")] on line 1 "
            + "and by [FineTune(Case = \"b\", Targets = \"w1\", Rank = 8, Data = \"arithmetic\")] on line 2: remove one of them"),
        Twin("Targets = \"w1 w2\"", "Targets = \"w2 w1\""),
        Twin("Targets = \"w1 w2 w3\", Layers = \"0\"", "Targets = \"feed_forward.w1 w2 feed_forward.w3\", Layers = \"0\""),
        Twin("Targets = \"q_proj\"", "Targets = \"self_attn.q_proj\", Layers = \"attention\""),
        Beside("Ablate", "Ablate(Layer = 5, Target = Mlp)"),
        Beside("Steer", "Steer(Seed = 1, Scale = 1)"),
        Beside("Patch", "Patch(Target = Mlp)", ", Pair(\"a\", \"b\")"),
        Beside("Perturb", "Perturb(Seed = 1)"),
        Beside("Observe", "Observe(Quantity.Cka)"),
        Beside("Summarize", "Summarize(Summary.Hub)"),
        Beside("Measure", "Measure(Kl)"),
        new("LFM024", "[Experiment, FineTune(Case = \"a\", Targets = \"w1\", Data = \"arithmetic\"), ⟦Pair(\"a\", \"b\")⟧] public partial class X;",
            "The patching cannot be run: nothing patches the pair; add a [Patch], or give its prompts as [Prompts]"),
        new("LFM015", "[⟦FineTune(Case = \"a\")⟧] public class X;", "[FineTune] runs nothing, as X is not an experiment: add [Experiment]"),

        // Values from casts.
        Row("LFM021", "Targets = \"w1\", ⟦Method = (TuningMethod)9⟧", "Method = 9 is no value of TuningMethod: use Sft, Dpo, Ipo, Grpo, DrGrpo or Dapo"),
        Row("LFM021", "Targets = \"w1\", ⟦Loss = (LossOver)9⟧", "Loss = 9 is no value of LossOver: use Response, Text or Padding"),
        Row("LFM021", "Targets = \"w1\", ⟦Quantization = (WeightQuantization)9⟧", $"Quantization = 9 is no value of WeightQuantization: use {WordList.Join(Enum.GetNames<WeightQuantization>(), "or")}"),
        Row("LFM021", "Targets = \"w1\", ⟦Schedule = (LearningRateSchedule)9⟧", "Schedule = 9 is no value of LearningRateSchedule: use Cosine, Linear or Constant"),
        Row("LFM021", "Targets = \"w1\", ⟦Ratio = (PolicyRatio)9⟧", "Ratio = 9 is no value of PolicyRatio: use OldPolicy or Base"),
        Row("LFM021", "Targets = \"w1\", ⟦Average = (LossAverage)9⟧", "Average = 9 is no value of LossAverage: use Tokens or Batches"),
        Row("LFM021", "Targets = \"w1\", ⟦Order = (ExampleOrder)9⟧", "Order = 9 is no value of ExampleOrder: use Shuffled or AsGiven"),
        Row("LFM021", "Targets = \"w1\", ⟦Reward = (RewardRule)9⟧", "Reward = 9 is no value of RewardRule: use FirstNumber or AnswerAnywhere"),
    ];

    private static Mistake Row(string id, string arguments, string message) =>
        new(id, $"[Experiment, FineTune(Case = \"a\", {arguments}, Data = \"arithmetic\")] public partial class X;", message);

    private static Mistake Target(string arguments, string problem) => Row("LFM027", arguments, $"The adapter cannot be placed: {problem}");

    private static Mistake Number(string arguments, string message, string targets = "w1") => Row("LFM028", $"Targets = \"{targets}\", {arguments}", message);

    private static Mistake Preferred(string id, string arguments, string message) => new(
        id, $"[Experiment, FineTune(Case = \"a\", Targets = \"w1\", Method = TuningMethod.Dpo, Data = \"preferences\", {arguments})] public partial class X;", message);

    private static Mistake Rewarded(string id, string arguments, string message, string method = "Grpo") => new(
        id, $"[Experiment, FineTune(Case = \"a\", Targets = \"w1\", Method = TuningMethod.{method}, Data = \"problems\", {arguments})] public partial class X;", message);

    private static Mistake Untrained(string setting) => Row(
        "LFM029", $"Targets = \"w1\", Steps = 0, ⟦{setting}⟧", Meaningless(setting.Split(' ')[0], "with Steps = 0 nothing is trained"));

    private static string Meaningless(string name, string reason) => $"{name} has no meaning here, as {reason}: remove it";

    private static Mistake Learning(string method, string data, string problem) => new(
        "LFM030",
        $"[Experiment, FineTune(Case = \"a\", Targets = \"w1\", Method = TuningMethod.{method}, {data})] public partial class X;",
        $"The data cannot be used: {problem}");

    private static Mistake Named(string name, string type, string problem) => new(
        "LFM020",
        $"[Experiment, FineTune(⟦Case = \"{name}\"⟧, Targets = \"w1\", Data = \"arithmetic\")] public partial class {type};",
        $"The name '{name}' cannot be used: {problem}");

    // One run under two names, however its modules are named.
    private static Mistake Twin(string first, string second) => new(
        "LFM009",
        $"[Experiment, FineTune(Case = \"a\", {first}, Data = \"arithmetic\")]\n[⟦FineTune(Case = \"b\", {second}, Data = \"arithmetic\")⟧] public partial class X;",
        $"The case b is given twice, by [FineTune(Case = \"a\", {first}, Data = \"arithmetic\")] on line 1 and by [FineTune(Case = \"b\", {second}, Data = \"arithmetic\")] on line 2: remove one of them");

    private static Mistake Beside(string word, string attribute, string also = "") => new(
        "LFM031",
        $"[Experiment, FineTune(Case = \"a\", Targets = \"w1\", Data = \"arithmetic\"), ⟦{attribute}⟧{also}] public partial class X;",
        $"[{word}] cannot stand beside [FineTune], whose table has a trained model in each row and columns of its own: move it to an experiment of its own");
}
