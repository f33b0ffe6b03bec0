namespace LfmSpec.Generators;

/// <summary>The names of the generator's steps, as its cache tests see them.</summary>
internal static class TrackingNames
{
    /// <summary>What the attributes of a class say: an <see cref="ExperimentDeclaration"/>.</summary>
    public const string Read = nameof(Read);

    /// <summary>The checkpoints' shapes: a <see cref="ProjectModels"/>.</summary>
    public const string Model = nameof(Model);

    /// <summary>The project's folder and the files in it that are listed: a <see cref="ProjectFiles"/>.</summary>
    public const string Project = nameof(Project);

    /// <summary>The names of the experiments whose tables another one's would overwrite; none as a rule.</summary>
    public const string Overwriting = nameof(Overwriting);

    /// <summary>What is emitted: an <see cref="CheckedExperiment"/>.</summary>
    public const string Check = nameof(Check);

    /// <summary>The sorted names of all experiments.</summary>
    public const string Names = nameof(Names);

    /// <summary>Every step, in the order in which data flows.</summary>
    public static IReadOnlyList<string> All { get; } = [Read, Model, Project, Overwriting, Check, Names];
}
