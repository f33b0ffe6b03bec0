using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace TorchSharp.Tests.Modules;

public class ModuleTests
{
    [Test]
    public void Components_are_registered_in_the_order_of_their_fields_and_by_their_names()
    {
        using var model = new Model();

        Assert.Multiple(() =>
        {
            Assert.That(model.named_parameters().Select(entry => entry.name), Is.EqualTo(new[]
            {
                "scale", "offset", "head.weight", "blocks.0.weight", "blocks.0.bias", "blocks.1.weight", "blocks.1.bias",
            }));
            Assert.That(model.named_parameters(false).Select(entry => entry.name), Is.EqualTo(new[] { "scale", "offset" }));
            Assert.That(model.named_buffers().Select(entry => entry.name), Does.Contain("positions"));
            Assert.That(model.named_children().Select(entry => entry.name), Is.EqualTo(new[] { "head", "blocks", "drop" }));
            Assert.That(model.named_modules().Select(entry => entry.name), Is.EqualTo(new[]
            {
                "head", "blocks", "drop", "blocks.0", "blocks.1",
            }));
            Assert.That(model.GetName(), Is.EqualTo("Model"));
        });
    }

    [Test]
    public void Parameters_are_found_by_their_path()
    {
        using var model = new Model();

        Assert.Multiple(() =>
        {
            Assert.That(ReferenceEquals(model.get_parameter("blocks.1.bias"), model.Blocks[1].bias), Is.True);
            Assert.That(model.get_parameter("blocks.2.bias"), Is.Null);
            Assert.That(model.has_parameter("offset"), Is.True);
            Assert.That(model.has_parameter("head.bias"), Is.False);
            Assert.That(model.has_buffer("positions"), Is.True);
            Assert.That(model.get_buffer("scale"), Is.Null);
        });
    }

    [Test]
    public void The_state_holds_parameters_and_persistent_buffers_themselves()
    {
        using var model = new Model();
        var state = model.state_dict(prefix: "model");

        Assert.Multiple(() =>
        {
            Assert.That(state.Keys, Does.Contain("model.positions").And.Contain("model.blocks.0.weight").And.Not.Contain("model.cache"));
            Assert.That(state, Has.Count.EqualTo(8));
            Assert.That(ReferenceEquals(state["model.offset"], model.get_parameter("offset")), Is.True);
        });
    }

    [Test]
    public void A_state_loads_into_another_module()
    {
        using var scope = NewDisposeScope();
        using Model source = new(), target = new();
        var (missing, unexpected) = target.load_state_dict(source.state_dict());

        Assert.Multiple(() =>
        {
            Assert.That(missing, Is.Empty);
            Assert.That(unexpected, Is.Empty);
            foreach (var ((name, from), (_, to)) in source.named_parameters().Zip(target.named_parameters()))
            {
                Assert.That(to.bytes.ToArray(), Is.EqualTo(from.bytes.ToArray()), name);
                Assert.That(to.requires_grad && to.is_leaf, Is.True, name);
            }
        });
    }

    [Test]
    public void Missing_and_unexpected_names_are_errors_when_loading_is_strict_and_told_otherwise()
    {
        using var scope = NewDisposeScope();
        using var model = new Model();
        var state = model.state_dict();
        state.Remove("scale");
        state.Remove("positions");
        state["surplus"] = ones(1);

        Assert.Multiple(() =>
        {
            Assert.That(() => model.load_state_dict(state), Throws.InvalidOperationException);
            var (missing, unexpected) = model.load_state_dict(state, strict: false, skip: ["positions"]);
            Assert.That(missing, Is.EqualTo(new[] { "scale" }));
            Assert.That(unexpected, Is.EqualTo(new[] { "surplus" }));
        });
    }

    [Test]
    public void Skipped_names_keep_their_values()
    {
        using var scope = NewDisposeScope();
        using var model = new Model();
        var zeroed = model.state_dict().ToDictionary(entry => entry.Key, entry => zeros_like(entry.Value));
        model.load_state_dict(zeroed, skip: ["offset"]);

        Assert.Multiple(() =>
        {
            Assert.That(model.get_parameter("offset")!.sum().ToSingle(), Is.EqualTo(2));
            Assert.That(model.get_parameter("scale")!.sum().ToSingle(), Is.Zero);
        });
    }

    [Test]
    public void Training_mode_reaches_all_modules()
    {
        using var model = new Model();
        model.eval();
        bool[] evaluating = [model.training, .. model.modules().Select(module => module.training)];
        model.train();

        Assert.Multiple(() =>
        {
            Assert.That(evaluating, Is.All.False);
            Assert.That(model.modules().All(module => module.training) && model.training, Is.True);
        });
    }

    [Test]
    public void Apply_calls_the_inner_modules_first()
    {
        using var model = new Model();
        var names = new List<string>();
        model.apply(module => names.Add(module.GetName()));

        Assert.That(names, Is.EqualTo(new[] { "Linear", "Linear", "Linear", "ModuleList", "Dropout", "Model" }));
    }

    [Test]
    public void Gradients_are_removed_or_set_to_zero()
    {
        using var scope = NewDisposeScope();
        using var model = new Model();
        model.call(ones(2, 2)).sum().backward();
        bool before = model.parameters().All(parameter => parameter.grad is not null);
        model.zero_grad(set_to_none: false);
        bool zero = model.parameters().All(parameter => parameter.grad!.abs().sum().ToSingle() == 0);
        model.zero_grad();

        Assert.That((before, zero, model.parameters().All(parameter => parameter.grad is null)), Is.EqualTo((true, true, true)));
    }

    [Test]
    public void Conversion_reaches_parameters_gradients_and_floating_buffers()
    {
        using var scope = NewDisposeScope();
        using var model = new Model();
        model.call(ones(2, 2)).sum().backward();
        var converted = model.to(ScalarType.BFloat16);

        Assert.Multiple(() =>
        {
            Assert.That(ReferenceEquals(converted, model), Is.True);
            Assert.That(model.parameters().Select(parameter => parameter.dtype), Is.All.EqualTo(ScalarType.BFloat16));
            Assert.That(model.parameters().All(parameter => parameter.requires_grad && parameter.is_leaf), Is.True);
            Assert.That(model.parameters().Select(parameter => parameter.grad!.dtype), Is.All.EqualTo(ScalarType.BFloat16));
            Assert.That(model.get_buffer("positions")!.dtype, Is.EqualTo(ScalarType.Int64));
            Assert.That(ReferenceEquals(model.Scale, model.get_parameter("scale")), Is.True, "the field");
            Assert.That(ReferenceEquals(model.Blocks[0].weight, model.get_parameter("blocks.0.weight")), Is.True, "the property");
            Assert.That(model.call(ones(2, 2, ScalarType.BFloat16)).dtype, Is.EqualTo(ScalarType.BFloat16));
            Assert.That(() => model.to(ScalarType.Int64), Throws.ArgumentException);
        });
    }

    [Test]
    public void Converted_parameters_outlive_the_scope_of_their_conversion()
    {
        using var model = new Model();
        using (NewDisposeScope())
            model.to(ScalarType.Float64);

        Assert.That(model.parameters().Concat(model.buffers()).Select(tensor => tensor.IsInvalid), Is.All.False);
    }

    [Test]
    public void Hooks_of_several_inputs_see_all_of_them()
    {
        using var scope = NewDisposeScope();
        using var product = new Product();
        product.register_forward_pre_hook((_, x, y) => (x + 1, y + 2));
        product.register_forward_hook((_, x, y, result) => result + x - y);
        int calls = 0;
        product.register_forward_pre_hook(_ => calls++);

        Assert.That((product.call(ones(1), ones(1)).ToSingle(), calls), Is.EqualTo((2 * 3 + 2 - 3, 1)));
    }

    [Test]
    public void Disposing_a_module_disposes_all_that_it_holds()
    {
        var model = new Model();
        Tensor[] held = [.. model.parameters(), .. model.buffers()];
        model.Dispose();

        Assert.Multiple(() =>
        {
            Assert.That(held.Select(tensor => tensor.IsInvalid), Is.All.True);
            Assert.That(model.parameters(), Is.Empty);
        });
    }

    [Test]
    public void Layers_outlive_the_scope_in_which_they_were_made()
    {
        nn.Module<Tensor, Tensor> layer;
        using (NewDisposeScope())
            layer = nn.Sequential(nn.Linear(2, 3), nn.LayerNorm(3), nn.SiLU());
        using (layer)
        using (NewDisposeScope())
            Assert.That(layer.call(ones(1, 2)).shape, Is.EqualTo(new long[] { 1, 3 }));
    }

    [Test]
    public void Hooks_see_and_change_what_goes_in_and_out()
    {
        using var scope = NewDisposeScope();
        using var layer = nn.Identity();
        var before = layer.register_forward_pre_hook((_, x) => x + 1);
        var after = layer.register_forward_hook((_, x, y) => y * 10 + x);
        float both = layer.call(ones(1)).ToSingle();
        before.remove();
        float one = layer.call(ones(1)).ToSingle();
        after.remove();

        Assert.That((both, one, layer.call(ones(1)).ToSingle()), Is.EqualTo((22, 11, 1)));
    }

    [Test]
    public void A_name_is_registered_once_and_without_dots()
    {
        using var scope = NewDisposeScope();
        using var model = new Model();
        using var extra = nn.Identity();

        Assert.Multiple(() =>
        {
            Assert.That(() => model.register_parameter("scale", new Parameter(ones(1))), Throws.InvalidOperationException);
            Assert.That(() => model.register_buffer("positions", ones(1)), Throws.InvalidOperationException);
            Assert.That(() => model.register_module("head", extra), Throws.InvalidOperationException);
            Assert.That(() => model.register_module("a.b", extra), Throws.ArgumentException);
            Assert.That(() => extra.register_parameter("p", new Parameter(ones(1))), Throws.InvalidOperationException);
        });
    }

    private sealed class Product() : nn.Module<Tensor, Tensor, Tensor>(nameof(Product))
    {
        public override Tensor forward(Tensor input1, Tensor input2) => input1 * input2;
    }

    private class Base : nn.Module<Tensor, Tensor>
    {
        [ComponentName(Name = "offset")]
        protected readonly Parameter shift = nn.Parameter(ones(2));

        protected Base(string name)
            : base(name)
        {
        }

        public override Tensor forward(Tensor input) => input + shift;
    }

    private sealed class Model : Base
    {
        private readonly Tensor positions = arange(4);
        private readonly Parameter scale = nn.Parameter(ones(2));
        private readonly Linear head = nn.Linear(2, 2, hasBias: false);
        private readonly ModuleList<Linear> blocks = nn.ModuleList(nn.Linear(2, 2), nn.Linear(2, 2));
        private readonly Dropout drop = nn.Dropout(0.1);

        public Model()
            : base(nameof(Model))
        {
            register_buffer("cache", zeros(3), persistent: false);
            RegisterComponents();
        }

        public ModuleList<Linear> Blocks => blocks;

        public Parameter Scale => scale;

        public override Tensor forward(Tensor input)
        {
            var x = base.forward(input) * scale;
            foreach (var block in blocks)
                x = block.call(x);
            return head.call(x);
        }
    }
}
