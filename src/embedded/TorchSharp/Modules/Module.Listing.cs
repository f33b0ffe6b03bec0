using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            /// <summary>The parameters and their names, each once: those of the module, then those of the modules inside.</summary>
            public virtual IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true)
            {
                var seen = new HashSet<Tensor>(ReferenceEqualityComparer.Instance);
                foreach (var (name, parameter) in _internal_params)
                {
                    if (!parameter.IsInvalid && seen.Add(parameter))
                        yield return (name, parameter);
                }
                if (!recurse)
                    yield break;
                foreach (var (path, module) in _internal_submodules)
                {
                    foreach (var (name, parameter) in module.named_parameters(true))
                    {
                        if (seen.Add(parameter))
                            yield return ($"{path}.{name}", parameter);
                    }
                }
            }

            /// <summary>The parameters, each once.</summary>
            public virtual IEnumerable<Parameter> parameters(bool recurse = true) =>
                named_parameters(recurse).Select(entry => entry.parameter);

            /// <summary>The buffers and their names, each once: those of the module, then those of the modules inside.</summary>
            public virtual IEnumerable<(string name, Tensor buffer)> named_buffers(bool recurse = true, bool include_nonpersistent = true)
            {
                var seen = new HashSet<Tensor>(ReferenceEqualityComparer.Instance);
                foreach (var (name, (buffer, persistent)) in _internal_buffers)
                {
                    if (!buffer.IsInvalid && (persistent || include_nonpersistent) && seen.Add(buffer))
                        yield return (name, buffer);
                }
                if (!recurse)
                    yield break;
                foreach (var (path, module) in _internal_submodules)
                {
                    foreach (var (name, buffer) in module.named_buffers(true, include_nonpersistent))
                    {
                        if (seen.Add(buffer))
                            yield return ($"{path}.{name}", buffer);
                    }
                }
            }

            /// <summary>The buffers, each once.</summary>
            public virtual IEnumerable<Tensor> buffers(bool recurse = true, bool include_nonpersistent = true) =>
                named_buffers(recurse, include_nonpersistent).Select(entry => entry.buffer);

            /// <summary>The modules directly inside, and their names.</summary>
            public virtual IEnumerable<(string name, Module module)> named_children() => _internal_submodules;

            /// <summary>The modules directly inside.</summary>
            public virtual IEnumerable<Module> children() => named_children().Select(entry => entry.module);

            /// <summary>The modules inside at any depth, and their names; the nearer ones first.</summary>
            public virtual IEnumerable<(string name, Module module)> named_modules()
            {
                foreach (var entry in _internal_submodules)
                    yield return entry;
                foreach (var (path, module) in _internal_submodules)
                {
                    foreach (var (name, inner) in module.named_modules())
                        yield return ($"{path}.{name}", inner);
                }
            }

            /// <summary>The modules inside at any depth.</summary>
            public virtual IEnumerable<Module> modules() => named_modules().Select(entry => entry.module);

            /// <summary>Is there a parameter of this name, such as "layer.weight"?</summary>
            public virtual bool has_parameter(string target) => _internal_params.ContainsKey(target)
                || (Inside(target) is var (module, rest) && module.has_parameter(rest));

            /// <summary>Is there a buffer of this name?</summary>
            public virtual bool has_buffer(string target) => _internal_buffers.ContainsKey(target)
                || (Inside(target) is var (module, rest) && module.has_buffer(rest));

            /// <summary>The parameter of a name, such as "layer.weight"; null where there is none.</summary>
            public virtual Parameter? get_parameter(string target) => _internal_params.TryGetValue(target, out var parameter) ? parameter
                : Inside(target) is var (module, rest) ? module.get_parameter(rest) : null;

            /// <summary>The buffer of a name; null where there is none.</summary>
            public virtual Tensor? get_buffer(string target) => _internal_buffers.TryGetValue(target, out var buffer) ? buffer.Item1
                : Inside(target) is var (module, rest) ? module.get_buffer(rest) : null;

            private (Module Child, string Path)? Inside(string target)
            {
                int dot = target.IndexOf('.');
                if (dot < 0)
                    return null;
                var found = named_children().FirstOrDefault(child => child.name == target[..dot]).module;
                return found is null ? null : (found, target[(dot + 1)..]);
            }
        }
    }
}
