using Microsoft.CodeAnalysis;

namespace LfmSpec.Generators;

/// <summary>Turns an intervention's attribute into values.</summary>
internal static class InterventionReader
{
    /// <summary>What an attribute says, or null if it is no intervention.</summary>
    /// <param name="name">The name of the attribute's class.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="kind">The kind of a user's own that its type argument names, or null.</param>
    /// <param name="owner">The experiment's class.</param>
    public static InterventionDeclaration? Read(string name, AttributeArguments arguments, ITypeSymbol? kind, INamedTypeSymbol owner) => name switch
    {
        nameof(InterveneAttribute<object>) when kind is not null => new OwnDeclaration(
            Origin(arguments),
            Where(arguments),
            Together(arguments),
            KindReader.Read(owner, arguments, kind, KindReader.Intervention),
            arguments.Word == "Intervene" ? kind.Name : arguments.Word,
            arguments.Named<string?>(nameof(InterveneAttribute<object>.Case)),
            Heads(arguments),
            arguments.Named<Place>(nameof(InterveneAttribute<object>.At))),
        nameof(AblateAttribute) => new AblateDeclaration(
            Origin(arguments),
            Where(arguments),
            Together(arguments),
            arguments.Named<Component>(nameof(AblateAttribute.Target)),
            arguments.Named<Replacement>(nameof(AblateAttribute.With)),
            Heads(arguments),
            arguments.Named<bool>(nameof(AblateAttribute.Pairs)),
            arguments.Named<long>(nameof(AblateAttribute.Seed))),
        nameof(SteerAttribute) => new SteerDeclaration(
            Origin(arguments),
            Where(arguments),
            Together(arguments),
            arguments.Named<long>(nameof(SteerAttribute.Seed)),
            arguments.NamedArray<string?>(nameof(SteerAttribute.Toward)),
            arguments.NamedArray<string?>(nameof(SteerAttribute.From)),
            arguments.Named<long>(nameof(SteerAttribute.ControlSeed)),
            arguments.Named<double>(nameof(SteerAttribute.Scale)),
            arguments.NamedArray<double>(nameof(SteerAttribute.Scales)),
            arguments.Named<SteeringUnit>(nameof(SteerAttribute.Unit)),
            arguments.Named<Place>(nameof(SteerAttribute.At))),
        nameof(PatchAttribute) => new PatchDeclaration(
            Origin(arguments),
            Where(arguments),
            Together(arguments),
            arguments.Named<Component>(nameof(PatchAttribute.Target)),
            Heads(arguments),
            arguments.Named<PatchInto>(nameof(PatchAttribute.Into)),
            arguments.Named<Place>(nameof(PatchAttribute.At))),
        nameof(PerturbAttribute) => new PerturbDeclaration(
            Origin(arguments),
            Where(arguments),
            Together(arguments),
            arguments.Named<long>(nameof(PerturbAttribute.Seed)),
            arguments.Named<double>(nameof(PerturbAttribute.Scale))),
        _ => null,
    };

    private static AttributeOrigin Origin(AttributeArguments arguments) => new(arguments.Text, arguments.Source, arguments.Site);

    private static WhereDeclaration Where(AttributeArguments arguments) => new(
        arguments.Named<int>(nameof(InterventionAttribute.Layer)),
        arguments.Named<string?>(nameof(InterventionAttribute.Layers)),
        arguments.Named<int>(nameof(InterventionAttribute.Position)),
        arguments.Named<string?>(nameof(InterventionAttribute.Positions)),
        arguments.Named<string?>(nameof(InterventionAttribute.AtPositions)));

    private static Argument<string?>? Together(AttributeArguments arguments) =>
        arguments.Named<string?>(nameof(InterventionAttribute.Together));

    private static HeadsDeclaration Heads(AttributeArguments arguments) => new(
        arguments.Named<int>(nameof(AblateAttribute.Head)),
        arguments.Named<string?>(nameof(AblateAttribute.Heads)));
}
