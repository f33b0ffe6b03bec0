using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Tests.Modules;

public class ContainerTests
{
    [Test]
    public void A_sequence_runs_its_modules_in_order()
    {
        using var scope = NewDisposeScope();
        using var sequence = nn.Sequential(("first", nn.Linear(3, 4)), ("second", nn.ReLU()), ("third", nn.Linear(4, 1)));
        var x = randn(5, 3);
        var byHand = x;
        foreach (var module in new[] { sequence[0], sequence[1], sequence[2] })
            byHand = module.call(byHand);

        Assert.Multiple(() =>
        {
            Assert.That(sequence.call(x).detach().bytes.ToArray(), Is.EqualTo(byHand.detach().bytes.ToArray()));
            Assert.That(sequence.named_parameters().Select(entry => entry.name),
                Is.EqualTo(new[] { "first.weight", "first.bias", "third.weight", "third.bias" }));
            Assert.That(sequence[1..].Count, Is.EqualTo(2));
            Assert.That(sequence.get_parameter("third.bias"), Is.Not.Null);
            Assert.That(sequence.state_dict(), Has.Count.EqualTo(4));
        });
    }

    [Test]
    public void A_sequence_leaves_only_its_result_in_the_scope()
    {
        using var sequence = nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 1));
        using var scope = NewDisposeScope();
        var x = randn(5, 3);
        int before = scope.DisposablesCount;
        _ = sequence.call(x);

        Assert.That(scope.DisposablesCount, Is.EqualTo(before + 1));
    }

    [Test]
    public void A_module_that_stands_twice_in_a_sequence_is_listed_once()
    {
        var shared = nn.Linear(2, 2);
        using var sequence = nn.Sequential(shared, shared);

        Assert.That(sequence.named_parameters().Select(entry => entry.name), Is.EqualTo(new[] { "0.weight", "0.bias" }));
    }

    [Test]
    public void A_dictionary_of_modules_keeps_their_order()
    {
        using var model = new Holder();

        Assert.Multiple(() =>
        {
            Assert.That(model.named_parameters().Select(entry => entry.name), Is.EqualTo(new[]
            {
                "adapters.b.weight", "adapters.a.weight", "pair.0", "pair.1",
            }));
            Assert.That(model.Adapters.Keys, Is.EqualTo(new[] { "b", "a" }));
            Assert.That(model.Adapters["a"].in_features, Is.EqualTo(3));
            Assert.That(model.Adapters.ContainsKey("c"), Is.False);
        });
    }

    [Test]
    public void A_list_of_parameters_is_converted_in_place()
    {
        using var scope = NewDisposeScope();
        using var model = new Holder();
        model.half();

        Assert.Multiple(() =>
        {
            Assert.That(model.Pair.Select(parameter => parameter.dtype), Is.All.EqualTo(ScalarType.Float16));
            Assert.That(ReferenceEquals(model.get_parameter("pair.1"), model.Pair[1]), Is.True);
        });
    }

    [Test]
    public void A_parameterless_module_takes_only_its_like()
    {
        using var outer = nn.Dropout();
        using var inner = nn.Linear(1, 1);

        Assert.That(() => outer.register_module("inner", inner), Throws.InvalidOperationException);
    }

    private sealed class Holder : nn.Module
    {
        private readonly ModuleDict<Linear> adapters = nn.ModuleDict(("b", nn.Linear(2, 1, false)), ("a", nn.Linear(3, 1, false)));
        private readonly ParameterList pair = nn.ParameterList(nn.Parameter(ones(1)), nn.Parameter(ones(2)));

        public Holder()
            : base(nameof(Holder)) => RegisterComponents();

        public ModuleDict<Linear> Adapters => adapters;

        public ParameterList Pair => pair;
    }
}
