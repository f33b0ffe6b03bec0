using static TorchSharp.torch;

namespace LfmSpec.Lab;

/// <content>The laws that the experiments are held to.</content>
public sealed partial class Laboratory
{
    /// <summary>The laws that an experiment is held to: those of its cases, of its adapters, and those that the kinds which it names have of their own.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <returns>The laws' names, <see cref="Law"/>'s in the order of the enumeration, then the kinds': the tests that the generator makes.</returns>
    public static IReadOnlyList<string> LawsOf(ExperimentSpec experiment) =>
    [
        .. Enum.GetValues<Law>().Where(law =>
            FineTuneLaws.Has(law) ? experiment.FineTunes.Any(spec => FineTuneLaws.IsHeldTo(law, spec))
            : ObservationLaws.Has(law) ? ObservationLaws.Applies(law, experiment)
            : experiment.Cases.Any(@case => InterventionLaws.Applies(law, @case))).Select(law => $"{law}"),
        .. KindLaws.Of(experiment),
    ];

    /// <summary>
    /// Checks a law over all cases of an experiment, or over its adapters, on its first prompts; where those leave it nothing to compare, as a prompt of one position
    /// does of what is before a position, on the first that does.
    /// </summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="law">The law.</param>
    /// <returns>What was compared; the law may have nothing to check in this experiment, which is no pass.</returns>
    /// <exception cref="LawException">The law does not hold, or is about nothing that the experiment has.</exception>
    /// <exception cref="LabException">A case does not fit the model.</exception>
    public LawOutcome Check(ExperimentSpec experiment, Law law)
    {
        lock (running)
        {
            SpecificationCheck.Check(experiment, experiment.Cases, Checkpoint);
            using var nothingToLearn = no_grad();
            return FineTuneLaws.Has(law) ? new TuningLaws(Bench.Runs, Prompts(experiment), experiment, new TuningParts()).Check(law) : new LawCheck(Bench.Runs, Prompts(experiment), experiment, Bench.Editor).Check(law);
        }
    }

    /// <summary>Checks a law by its name, on the same prompts: one of <see cref="Law"/>, or of every kind of the experiment's that has one of this name.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="law">The law's name, one of <see cref="LawsOf"/>.</param>
    /// <returns>What was compared; the law may have nothing to check in this experiment, which is no pass.</returns>
    /// <exception cref="LawException">The law does not hold, or is about nothing that the experiment has.</exception>
    /// <exception cref="LabException">A case or a setting does not fit the model, or the method is no law.</exception>
    public LawOutcome Check(ExperimentSpec experiment, string law)
    {
        if (Enum.GetNames<Law>().Contains(law))
        {
            return Check(experiment, Enum.Parse<Law>(law));
        }

        lock (running)
        {
            SpecificationCheck.Check(experiment, experiment.Cases, Checkpoint);
            using var nothingToLearn = no_grad();
            return new LawCheck(Bench.Runs, Prompts(experiment), experiment, Bench.Editor).Check(law);
        }
    }
}
