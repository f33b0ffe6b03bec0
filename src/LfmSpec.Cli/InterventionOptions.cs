using System.CommandLine;
using LfmSpec.Lab;

namespace LfmSpec.Cli;

/// <summary>The options that name interventions, of <c>try</c> and of what continues a text.</summary>
internal sealed class InterventionOptions
{
    private readonly Option<string[]> ablate, head, slice, skip, patch, steer, perturb, others, toward, from;
    private readonly bool continues;

    /// <param name="continues">Whether a text is continued: then each says when it acts, and nothing is patched.</param>
    internal InterventionOptions(bool continues)
    {
        this.continues = continues;
        var during = continues ? "[,during=both|prompt|newtokens]" : "";
        others = Many("--other", continues ? "TEXT: a prompt over which with=promptmean takes its mean" : "TEXT: a further prompt, for with=promptmean and with=resampled");
        toward = Many("--toward", "TEXT: a prompt that --steer points to, on the difference of means");
        from = Many("--from", "TEXT: a prompt that it points away from");
        ablate = Many("--ablate", $"LAYER:COMPONENT[,with=zero|mean|one|input|promptmean|resampled][,at=last|first|all|1+3]{during}");
        head = Many("--head", $"LAYER:HEAD[,with=...][,at=...]{during}");
        slice = Many("--slice", $"LAYER:SLICE[,with=...][,at=...]{during}: a slice of the attention's output, as published");
        skip = Many("--skip", $"LAYER: the block's input passes through");
        patch = Many("--patch", "LAYER:COMPONENT[,head=NUMBER][,into=corrupt|clean][,at=...]");
        steer = Many("--steer", $"LAYER:[seed=SEED,]scale=SCALE[,unit=length|raw|residualnorm][,at=...]{during}; a seed beside --toward and --from is a random control of the same length");
        perturb = Many("--perturb", $"LAYER:seed=SEED[,scale=0.01][,at=...]{during}");
    }

    /// <summary>The options, as <c>--help</c> lists them.</summary>
    internal IEnumerable<Option> All => [others, toward, from, ablate, head, slice, skip, .. continues ? [] : new Option[] { patch }, steer, perturb];

    /// <summary>The prompts of <c>--other</c>.</summary>
    internal string[] Others(ParseResult parsed) => parsed.GetValue(others)!;

    /// <summary>The texts that directions and means are taken of, each with its option.</summary>
    internal IEnumerable<(string Option, string Text)> Texts(ParseResult parsed) =>
        new[] { others, toward, from }.SelectMany(option => parsed.GetValue(option)!.Select(text => (option.Name, text)));

    /// <summary>Reads them.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="prepare">What becomes of a text.</param>
    /// <exception cref="InterventionTextException">One cannot be read.</exception>
    internal Intervention[] Read(ParseResult parsed, Func<string, string> prepare)
    {
        var means = Means([.. parsed.GetValue(toward)!.Select(prepare)], [.. parsed.GetValue(from)!.Select(prepare)]);
        return
        [
            .. Read(ablate, InterventionText.Ablation), .. Read(head, InterventionText.Head), .. Read(slice, InterventionText.Slice), .. Read(skip, InterventionText.Skip),
            .. continues ? [] : Read(patch, InterventionText.Patching), .. Read(steer, text => InterventionText.Steering(text, means)), .. Read(perturb, InterventionText.Perturbation),
        ];

        IEnumerable<Intervention> Read(Option<string[]> option, Func<string, Intervention> read) => parsed.GetValue(option)!.Select(text => read(text)).Select(Checked);
    }

    /// <summary>Refuses options that nothing heeds.</summary>
    /// <exception cref="InterventionTextException">One is given, or one is missing that something needs.</exception>
    internal void Check(ParseResult parsed, IReadOnlyList<Intervention> written, bool hasOtherPrompts)
    {
        if (!written.Any(intervention => intervention.ReadsOtherPrompts))
        {
            parsed.Refuse("nothing takes a value of other prompts (with=promptmean, with=resampled)", others);
        }
        else if (Others(parsed).Length == 0 && !hasOtherPrompts)
        {
            throw new InterventionTextException("with=promptmean and with=resampled take the values of other prompts: name one at least with --other.");
        }

        if (parsed.GetValue(steer)!.Length == 0)
        {
            parsed.Refuse("nothing is steered by --steer", toward, from);
        }
    }

    private Intervention Checked(Intervention intervention) => continues || intervention.During == During.Both ? intervention
        : throw new InterventionTextException($"{intervention}: during= says when an intervention acts where a text is continued, and here one prompt is run. Leave it out, or use lfmspec generate.");

    private static DifferenceOfMeans? Means(string[] toward, string[] from) => (toward.Length, from.Length) switch
    {
        (0, 0) => null,
        (> 0, > 0) => new DifferenceOfMeans(toward, from),
        _ => throw new InterventionTextException("A difference of means needs both: one --toward at least, and one --from."),
    };

    private static Option<string[]> Many(string name, string form) => new(name) { Description = $"{form}. May be given several times.", DefaultValueFactory = _ => [] };
}
