namespace LfmSpec.Generators;

/// <summary>What the user wrote: a class with its attributes, not yet checked. Values only, so that it can be cached.</summary>
/// <param name="Name">The class's name.</param>
/// <param name="Namespace">Its namespace as it is written in code, or an empty string.</param>
/// <param name="Question">Its documentation summary as plain text.</param>
/// <param name="Published">The published table that it repeats, or null.</param>
/// <param name="Source">The file and the line of <c>[Experiment]</c>.</param>
/// <param name="Identifier">The class's name in the source.</param>
/// <param name="Attribute"><c>[Experiment]</c> in the source.</param>
/// <param name="IsPartial">Whether every part of the class is partial.</param>
/// <param name="Unsuited">Why NUnit cannot run the class as a fixture of its own, such as <c>static</c>, or null.</param>
/// <param name="HasErrors">Whether an attribute does not compile: the compiler's own error then says enough.</param>
/// <param name="Members">The names that the class already uses.</param>
/// <param name="Interventions">The interventions in the order of the attributes.</param>
/// <param name="Prompts">The prompts, or null.</param>
/// <param name="Measures">The measures in the order of the attributes.</param>
internal sealed record ExperimentDeclaration(
    string Name,
    string Namespace,
    string Question,
    string? Published,
    SourceLine Source,
    Site Identifier,
    Site Attribute,
    bool IsPartial,
    string? Unsuited,
    bool HasErrors,
    EquatableArray<string> Members,
    EquatableArray<InterventionDeclaration> Interventions,
    PromptsDeclaration? Prompts,
    EquatableArray<MeasureDeclaration> Measures);

/// <summary>Where a test is shown to come from.</summary>
/// <param name="File">The path as the compiler has it.</param>
/// <param name="Line">The line, from 1.</param>
internal sealed record SourceLine(string File, int Line);

/// <summary>An intervention's attribute.</summary>
/// <param name="Text">The attribute as it is written, on one line.</param>
/// <param name="Source">Its file and line.</param>
/// <param name="Site">The attribute in the source.</param>
/// <param name="Layer"><see cref="InterventionAttribute.Layer"/>.</param>
/// <param name="Layers"><see cref="InterventionAttribute.Layers"/>.</param>
/// <param name="Together"><see cref="InterventionAttribute.Together"/>.</param>
internal abstract record InterventionDeclaration(
    string Text,
    SourceLine Source,
    Site Site,
    Argument<int>? Layer,
    Argument<string?>? Layers,
    Argument<string?>? Together);

/// <summary><see cref="AblateAttribute"/> as written.</summary>
internal sealed record AblateDeclaration(
    string Text,
    SourceLine Source,
    Site Site,
    Argument<int>? Layer,
    Argument<string?>? Layers,
    Argument<string?>? Together,
    Argument<Component>? Target,
    Argument<Replacement>? With,
    Argument<int>? Head,
    Argument<string?>? Heads) : InterventionDeclaration(Text, Source, Site, Layer, Layers, Together);

/// <summary><see cref="SteerAttribute"/> as written.</summary>
internal sealed record SteerDeclaration(
    string Text,
    SourceLine Source,
    Site Site,
    Argument<int>? Layer,
    Argument<string?>? Layers,
    Argument<string?>? Together,
    Argument<long>? Seed,
    Argument<double>? Scale,
    Argument<EquatableArray<double>>? Scales,
    Argument<Place>? At) : InterventionDeclaration(Text, Source, Site, Layer, Layers, Together);

/// <summary><see cref="PromptsAttribute"/> as written.</summary>
internal sealed record PromptsDeclaration(
    Site Site,
    EquatableArray<Argument<string?>> Texts,
    Argument<Suite>? Suite,
    Argument<string?>? File,
    Argument<int>? PerFamily);

/// <summary><see cref="MeasureAttribute"/> as written.</summary>
internal sealed record MeasureDeclaration(
    Site Site,
    Argument<Metric> Metric,
    Argument<Positions>? Over,
    Argument<double>? Within);
