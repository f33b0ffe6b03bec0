using LfmSpec.Models;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LfmSpec.Contract.Tests;

/// <summary>
/// A model may lie on a GPU: what is computed with its values must be made there, and what is read must be brought back. No machine without a GPU can run
/// that, so the sources are read.
/// </summary>
[TestFixture("LfmSpec.Models"), TestFixture("LfmSpec.Lab"), TestFixture("LfmSpec.Cli")]
public class DeviceTests(string project)
{
    private const string Factories = "TorchSharp.torch";
    private const string Tensor = "TorchSharp.torch.Tensor";

    // What stays on the CPU by intent, and why.
    private static readonly Dictionary<string, string> OnTheHost = new()
    {
        ["SyntheticCheckpoint"] = "writes a file",
        ["StoredWeights"] = "reads a file; what it hands out is brought to the device",
        ["WeightMatrix"] = "reads a file; what it hands out is brought to the device",
        ["AdapterFile"] = "reads and writes a file; what it hands out is brought to the device",
        ["TrainingState"] = "reads and writes a file; it copies into what lies on the device",
        ["FiniteTensor"] = "looks through what a file was read into, before it is brought to the device",
        ["NormalFloat4"] = "holds its codes on the CPU; what it makes of them is brought to the device",
        ["NormalFloat4Matrix"] = "the same",
        ["DynamicInteger8"] = "the same",
        ["ExactMagnitudes"] = "the same",
        ["RopeScaling"] = "numbers of a configuration",
        ["RotaryEmbedding"] = "its tables are computed on the CPU and then brought to the device",
        ["TokenChoice"] = "draws on the CPU, where the logits are brought",
        ["TokenIds"] = "token ids, which CausalModel.Embed brings to the device",
        ["CleanRun"] = "token ids, which CausalModel.Embed brings to the device",
        ["Direction"] = "draws on the CPU; the editor asks for it on the device",
    };

    private CSharpCompilation compilation = null!;

    [OneTimeSetUp]
    public void Compile() => compilation = ProductSources.Of(project);

    [Test]
    public void Every_tensor_is_made_where_the_model_lies()
    {
        // What is made like another tensor lies beside it.
        var factories = compilation.GetTypeByMetadataName(Factories)!.GetMembers().OfType<IMethodSymbol>()
            .Where(method => method.Parameters.Any(parameter => parameter.Name == "device") && !method.Name.EndsWith("_like", StringComparison.Ordinal)).Select(method => method.Name).ToHashSet();
        var made = Nodes<InvocationExpressionSyntax>(call => call.Expression is SimpleNameSyntax or MemberAccessExpressionSyntax && factories.Contains(NameOf(call.Expression)))
            .Where(node => node.Symbol.ContainingType.ToDisplayString() == Factories).ToArray();
        Assert.That(made.Where(node => !NamesDevice(node.Syntax, node.Model) && !IsBrought(node.Syntax, node.Model)).Select(Place), Is.Empty);
    }

    [Test]
    public void Every_tensor_is_read_from_the_CPU()
    {
        var read = Nodes<MemberAccessExpressionSyntax>(access => NameOf(access) is "data" or "bytes").Where(node => node.Symbol.ContainingType.ToDisplayString() == Tensor).ToArray();
        Assert.That(read.Where(node => !node.Syntax.Expression.DescendantNodesAndSelf().OfType<MemberAccessExpressionSyntax>().Any(access => NameOf(access) == "cpu")).Select(Place), Is.Empty);
        Assert.That(read, Is.Not.Empty, "the sources read tensors");
    }

    // The nodes that are of the package, outside of what stays on the CPU by intent.
    private IEnumerable<(T Syntax, ISymbol Symbol, SemanticModel Model)> Nodes<T>(Func<T, bool> named)
        where T : SyntaxNode =>
        from tree in compilation.SyntaxTrees
        let model = compilation.GetSemanticModel(tree)
        from node in tree.GetRoot().DescendantNodes().OfType<T>().Where(named)
        let symbol = model.GetSymbolInfo(node).Symbol
        where symbol is not null && !node.Ancestors().OfType<TypeDeclarationSyntax>().Any(type => OnTheHost.ContainsKey(type.Identifier.Text))
        select (node, symbol, model);

    private static string NameOf(ExpressionSyntax expression) => ((expression as MemberAccessExpressionSyntax)?.Name ?? expression as SimpleNameSyntax)?.Identifier.Text ?? "";

    private static bool NamesDevice(InvocationExpressionSyntax made, SemanticModel model) => made.ArgumentList.Arguments.Any(argument => IsDevice(argument, model));

    // Its value is an argument of, or the receiver of, what brings it to the device, or reads it on the host.
    private static bool IsBrought(InvocationExpressionSyntax made, SemanticModel model) => made.Ancestors()
        .TakeWhile(node => node is ExpressionSyntax or ArgumentSyntax or ArgumentListSyntax)
        .OfType<InvocationExpressionSyntax>()
        .Any(call => model.GetSymbolInfo(call).Symbol is IMethodSymbol method && (
            (method.Name == "to" && call.ArgumentList.Arguments.Any(argument => IsDevice(argument, model)))
            || method.ContainingType.Name == "HostArray"
            || (method.ContainingType.Name == nameof(CausalModel) && method.Name is nameof(CausalModel.Embed) or nameof(CausalModel.Forward) or nameof(CausalModel.Next))));

    private static bool IsDevice(ArgumentSyntax argument, SemanticModel model) => model.GetTypeInfo(argument.Expression).Type?.ToDisplayString().TrimEnd('?') == "TorchSharp.torch.Device";

    private static string Place<T>((T Syntax, ISymbol Symbol, SemanticModel Model) node)
        where T : SyntaxNode =>
        $"{Path.GetFileName(node.Syntax.SyntaxTree.FilePath)}:{node.Syntax.GetLocation().GetLineSpan().StartLinePosition.Line + 1}: {node.Syntax}";
}
