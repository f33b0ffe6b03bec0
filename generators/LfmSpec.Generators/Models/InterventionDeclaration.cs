namespace LfmSpec.Generators;

/// <summary>An attribute as it stands in the source.</summary>
/// <param name="Text">The attribute as it is written, on one line.</param>
/// <param name="Source">Its file and line.</param>
/// <param name="Site">The attribute in the source.</param>
internal sealed record AttributeOrigin(string Text, SourceLine Source, Site Site);

/// <summary>The blocks and positions that an intervention's attribute names; see <see cref="InterventionAttribute"/>.</summary>
internal sealed record WhereDeclaration(
    Argument<int>? Layer,
    Argument<string?>? Layers,
    Argument<int>? Position,
    Argument<string?>? Positions,
    Argument<string?>? AtPositions);

/// <summary>The heads that an attribute names.</summary>
internal sealed record HeadsDeclaration(Argument<int>? Head, Argument<string?>? Heads)
{
    /// <summary>The argument that names a head, and where; null if none does.</summary>
    public (string Argument, Site Site)? Named =>
        Head is not null ? (nameof(AblateAttribute.Head), Head.Site)
        : Heads is not null ? (nameof(AblateAttribute.Heads), Heads.Site)
        : null;
}

/// <summary>An intervention's attribute.</summary>
/// <param name="Origin">The attribute in the source.</param>
/// <param name="Where">Where it acts.</param>
/// <param name="Together"><see cref="InterventionAttribute.Together"/>.</param>
internal abstract record InterventionDeclaration(AttributeOrigin Origin, WhereDeclaration Where, Argument<string?>? Together)
{
    /// <summary>The attribute as it is written, on one line.</summary>
    public string Text => Origin.Text;

    /// <summary>The attribute in the source.</summary>
    public Site Site => Origin.Site;

    /// <summary>The vocabulary's word for the attribute.</summary>
    public abstract string Word { get; }
}

/// <summary><see cref="AblateAttribute"/> as written.</summary>
internal sealed record AblateDeclaration(
    AttributeOrigin Origin,
    WhereDeclaration Where,
    Argument<string?>? Together,
    Argument<Component>? Target,
    Argument<Replacement>? With,
    HeadsDeclaration Heads,
    Argument<bool>? Pairs,
    Argument<long>? Seed) : InterventionDeclaration(Origin, Where, Together)
{
    /// <inheritdoc/>
    public override string Word => "Ablate";
}

/// <summary><see cref="SteerAttribute"/> as written.</summary>
internal sealed record SteerDeclaration(
    AttributeOrigin Origin,
    WhereDeclaration Where,
    Argument<string?>? Together,
    Argument<long>? Seed,
    Argument<EquatableArray<string?>>? Toward,
    Argument<EquatableArray<string?>>? From,
    Argument<long>? ControlSeed,
    Argument<double>? Scale,
    Argument<EquatableArray<double>>? Scales,
    Argument<SteeringUnit>? Unit,
    Argument<Place>? At) : InterventionDeclaration(Origin, Where, Together)
{
    /// <inheritdoc/>
    public override string Word => "Steer";
}

/// <summary><see cref="PatchAttribute"/> as written.</summary>
internal sealed record PatchDeclaration(
    AttributeOrigin Origin,
    WhereDeclaration Where,
    Argument<string?>? Together,
    Argument<Component>? Target,
    HeadsDeclaration Heads,
    Argument<PatchInto>? Into,
    Argument<Place>? At) : InterventionDeclaration(Origin, Where, Together)
{
    /// <inheritdoc/>
    public override string Word => "Patch";
}

/// <summary><see cref="PerturbAttribute"/> as written.</summary>
internal sealed record PerturbDeclaration(
    AttributeOrigin Origin,
    WhereDeclaration Where,
    Argument<string?>? Together,
    Argument<long>? Seed,
    Argument<double>? Scale) : InterventionDeclaration(Origin, Where, Together)
{
    /// <inheritdoc/>
    public override string Word => "Perturb";
}

/// <summary><see cref="InterveneAttribute{T}"/>, or an attribute that derives from it, as written.</summary>
internal sealed record OwnDeclaration(
    AttributeOrigin Origin,
    WhereDeclaration Where,
    Argument<string?>? Together,
    KindDeclaration Kind,
    string Attribute,
    Argument<string?>? Case,
    HeadsDeclaration Heads,
    Argument<Place>? At) : InterventionDeclaration(Origin, Where, Together)
{
    /// <inheritdoc/>
    public override string Word => Attribute;
}
