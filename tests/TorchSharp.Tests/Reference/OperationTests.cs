using System.Text.Json;
using static TorchSharp.torch;

namespace TorchSharp.Tests.Reference;

/// <summary>Every operation against PyTorch's values (tests/reference/ops).</summary>
public class OperationTests
{
    private static readonly string Folder = Path.Combine(TestContext.CurrentContext.TestDirectory, "reference", "ops");
    private static readonly SafeTensors Values = new(Path.Combine(Folder, "ops.safetensors"));

    private static IEnumerable<string> Cases() => OperationTable.Forward.Keys;

    private static IEnumerable<string> Named()
    {
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "ops.json")));
        return [.. json.RootElement.GetProperty("cases").EnumerateArray().Select(entry => entry.GetProperty("name").GetString()!)];
    }

    [TestCaseSource(nameof(Cases))]
    public void Forward_equals_PyTorch(string name)
    {
        using var scope = NewDisposeScope();
        var inputs = Inputs(name);
        var expected = Values[$"{name}.out.0"];

        var actual = OperationTable.Forward[name](inputs);

        Assert.That(actual.shape, Is.EqualTo(expected.shape), "shape");
        Assert.That(actual.dtype, Is.EqualTo(expected.dtype), "element type");
        // Independent float32 implementations of one operation differ by a few roundings of its largest intermediate: 2e-6 of the
        // largest value.
        double scale = Math.Max(1, expected.to(ScalarType.Float64).masked_fill(expected.isinf(), 0).abs().max().ToDouble());
        Assert.That(actual.allclose(expected, rtol: 2e-6, atol: name == "masked_fill" ? 0 : 2e-6 * scale), Is.True,
            () => $"largest difference "
            + $"{(actual.to(ScalarType.Float64) - expected.to(ScalarType.Float64)).abs().max().ToDouble()}: {actual.str()} instead of "
            + $"{expected.str()}");
    }

    [Test]
    public void Every_case_of_the_file_is_tested() => Assert.That(Named(), Is.EquivalentTo(OperationTable.Forward.Keys));

    private static IEnumerable<string> Differentiated() => Cases().Where(name => Values.Has($"{name}.weight"));

    [TestCaseSource(nameof(Differentiated))]
    public void Backward_equals_PyTorch(string name)
    {
        using var scope = NewDisposeScope();
        var inputs = Inputs(name);
        var leaves = Enumerable.Range(0, inputs.Length).Where(i => Values.Has($"{name}.grad.{i}")).ToArray();
        foreach (int i in leaves)
            inputs[i].requires_grad_();

        OperationTable.Forward[name](inputs).backward([Values[$"{name}.weight"]]);

        Assert.That(leaves, Is.Not.Empty);
        Assert.Multiple(() =>
        {
            foreach (int i in leaves)
            {
                var expected = Values[$"{name}.grad.{i}"];
                var actual = inputs[i].grad!;
                Assert.That(actual.shape, Is.EqualTo(expected.shape), $"shape of gradient {i}");
                // A few roundings of the largest term, as above; backward has about three times as many operations as forward.
                double scale = Math.Max(1, expected.abs().max().ToDouble());
                Assert.That(actual.allclose(expected, rtol: 6e-6, atol: 6e-6 * scale), Is.True,
                    () => $"gradient {i}: {actual.str()} instead of {expected.str()}");
            }
        });
    }

    private static Tensor[] Inputs(string name) =>
        [.. Enumerable.Range(0, 4).TakeWhile(i => Values.Has($"{name}.in.{i}")).Select(i => Values[$"{name}.in.{i}"])];
}
